/** Reading the Day, Month and Year fields. */

import type { Content } from "./protocol";
import { words } from "./strings";

export type DatePart = "day" | "month" | "year";
export type DateParts = Record<DatePart, string>;
export type DateReading = { content: Content; shown: string } | { problem: string; part: DatePart };

const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
]; // prettier-ignore

/** What the three fields say: a day, or words for a month or a year where the rest was left out. */
export function readDate(parts: DateParts): DateReading {
  const [day, month, year] = [parts.day.trim(), parts.month.trim(), parts.year.trim()];
  if (!/^\d{4}$/.test(year)) return { problem: words.needYear, part: "year" };
  if (!month && !day) return asWords(year);
  const number = monthNumber(month);
  if (!number) return { problem: words.needMonth, part: "month" };
  if (!day) return asWords(`${MONTHS[number - 1]} ${year}`);
  const date = new Date(Date.UTC(Number(year), number - 1, Number(day)));
  const real = /^\d{1,2}$/.test(day) && date.getUTCMonth() === number - 1 && date.getUTCDate() === Number(day);
  if (!real) return { problem: words.notReal, part: "day" };
  return {
    content: { date: date.toISOString().slice(0, 10) },
    shown: `${Number(day)} ${MONTHS[number - 1]} ${year}`,
  };
}

function asWords(text: string): DateReading {
  return { content: { text }, shown: text };
}

/** 1 to 12 from "3", "03", "Mar", "march"; 0 where it is no month. */
function monthNumber(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text) <= 12 ? Number(text) : 0;
  if (text.length < 3) return 0;
  const typed = text.toLowerCase();
  return MONTHS.findIndex((name) => name.toLowerCase().startsWith(typed)) + 1;
}
