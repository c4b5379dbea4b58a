/** Every word of the widget itself, in one table. */

export const LIMIT = 1000;

const inFigures = (count: number) => count.toLocaleString("en-GB");

export const words = {
  name: "SENCO assistant",
  about: "Automated, not a person",
  launcher: "Ask the SENCO assistant",
  carryOn: "Continue your conversation",
  close: "Close",
  options: "Options",
  conversation: "Conversation",
  you: "You",
  assistant: "Assistant",
  field: "Your message",
  keys: "Enter sends. Shift and Enter starts a new line.",
  noPupils: "Please do not enter names or details of pupils.",
  send: "Send",
  left: (count: number) => `${count} characters left.`,
  over: (count: number) =>
    `${count} ${count === 1 ? "character" : "characters"} too many. The limit is ${inFigures(LIMIT)}.`,
  tooLong: (length: number) =>
    `Your message must be ${inFigures(LIMIT)} characters or fewer. It has ${inFigures(length)}.`,
  empty: "Type your question, then send it.",
  replying: "The assistant is replying.",
  slow: "This is taking longer than usual. Your message is kept.",
  opening: "Opening the conversation.",
  tryAgain: "Try again",
  notSent: "Your message was not sent.",
  notOpened: "The assistant cannot be reached just now.",
  offline: "You are offline. It will be sent when the connection is back.",
  retrying: "Trying again by itself.",
  wait: (seconds: number) => `Trying again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
  ended: "This conversation has ended. It stays here for you to read and save.",
  startNew: "Start a new conversation",
  endsSoon: "This conversation ends in 2 minutes.",
  keepOpen: "Keep it open",
  keptOpen: "The conversation stays open.",
  lastMinutes: "It cannot stay open longer. You can save a copy under Options.",
  chose: "You chose",
  date: "Enter a date",
  dateHint: "For example, 27 3 2024. Leave out the day if you are not sure.",
  day: "Day",
  month: "Month",
  year: "Year",
  sendDate: "Send date",
  needMonth: "Enter a month, such as 3 or March.",
  needYear: "Enter the year with 4 figures, such as 2024.",
  notReal: "Enter a real date, such as 27 3 2024.",
  deadline: "Deadline",
  safeDay: "Safe day",
  calendar: "Add to calendar",
  calendarFailed: "The calendar file could not be made just now. Try again.",
  calendarSaved: "The calendar file is downloaded. Open it to add the dates.",
  sources: "Sources",
  version: "Version",
  checked: "Checked",
  copy: "Copy the conversation",
  copied: "The conversation is copied.",
  copyFailed: "Copying is not allowed here. Download the conversation instead.",
  download: "Download the conversation",
  downloaded: "The conversation is downloaded.",
  print: "Print the conversation",
  person: "Talk to a person",
  privacy: "Privacy",
  again: "Start again",
  erase: "Delete my conversation",
  eraseTitle: "Delete this conversation?",
  eraseText: "It is deleted here and on the server. It cannot be brought back.",
  eraseYes: "Delete it",
  eraseNo: "Keep it",
  eraseFailed: "Your conversation is not deleted. Try again.",
  erased: "Your conversation is deleted.",
  savedOn: "Saved on",
  disclaimer:
    "Answers of an automated assistant. This is information, not legal advice. Check it before you rely on it.",
};

/** A day as GOV.UK writes it: 1 September 2026. */
export function longDate(iso: string): string {
  return new Date(`${iso}T00:00Z`).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
}
