/** A style sheet is text, shortened by the build. */
declare module "*.css" {
  const text: string;
  export default text;
}
