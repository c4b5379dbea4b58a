"""Let Rasa 3.6 be imported without TensorFlow.

Rasa's default recipe imports six components that need TensorFlow, and two helper modules, whether or not the
pipeline names them. This finder answers those eight imports with stand-ins. A stand-in of a component is known
to the recipe, so that naming it in ``config.yml`` fails with the name of the component and what to do.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

COMPONENTS = {
    "rasa.nlu.classifiers.diet_classifier": "DIETClassifier",
    "rasa.nlu.selectors.response_selector": "ResponseSelector",
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": "ConveRTFeaturizer",
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": "LanguageModelFeaturizer",
    "rasa.core.policies.ted_policy": "TEDPolicy",
    "rasa.core.policies.unexpected_intent_policy": "UnexpecTEDIntentPolicy",
}
HELPERS = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
}


class StandInFinder(MetaPathFinder, Loader):
    """Answers the imports of Rasa's TensorFlow modules, and no others."""

    def find_spec(self, fullname: str, *_where: object) -> ModuleSpec | None:
        """Return a spec for one of the eight modules, None for any other."""
        if fullname in COMPONENTS or fullname in HELPERS:
            return ModuleSpec(fullname, self, origin="stand-in: TensorFlow is left out")
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Fill the stand-in module with the classes that Rasa imports from it."""
        if module.__name__ in COMPONENTS:
            name = COMPONENTS[module.__name__]
            setattr(module, name, _component(name, module.__name__))
        for name in HELPERS.get(module.__name__, ()):
            setattr(module, name, type(name, (), {"__module__": module.__name__}))


def install() -> None:
    """Put the finder in front of Python's own. Call before anything of Rasa is imported; calling again is harmless."""
    if not any(isinstance(finder, StandInFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, StandInFinder())


def _component(name: str, module: str) -> type:
    """Return a component that the recipe knows and that refuses to be used."""
    from rasa.engine.graph import GraphComponent
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.shared.exceptions import RasaException

    def required_packages() -> list[str]:
        raise RasaException(f"{name} needs TensorFlow, which this product leaves out. Take {name} out of config.yml.")

    is_policy = module.startswith("rasa.core.policies")
    kinds = DefaultV1Recipe.ComponentType
    kind = kinds.POLICY_WITHOUT_END_TO_END_SUPPORT if is_policy else kinds.INTENT_CLASSIFIER
    body = {"__module__": module, "required_packages": staticmethod(required_packages)}
    component = type(name, (GraphComponent,), body)
    DefaultV1Recipe.register(kind, is_trainable=True)(component)
    return component
