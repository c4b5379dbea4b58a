// What Microsoft's renderer finds wrong in Adaptive Cards. In: a list of cards. Out: for each a list of complaints.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const AC = createRequire(process.argv[2])("adaptivecards/dist/adaptivecards.js");

const judge = (content) => {
  const card = new AC.AdaptiveCard();
  const context = new AC.SerializationContext();
  card.parse(content, context);
  const found = [];
  for (let i = 0; i < context.eventCount; i++) found.push(context.getEventAt(i).message);
  return found.concat(card.validateProperties().validationEvents.map((event) => event.message));
};

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(judge)));
