"use client";

/** The days of a month as columns, and in numbers for those who do not see them or want to copy them. */

import { chakra } from "@chakra-ui/react";
import type { ReactNode } from "react";

import type { Month } from "@/lib/api/costs";
import { dearest, everyDay } from "@/lib/costs/month";
import { useLanguage } from "@/lib/strings";
import styles from "./costs.module.css";

export function Days({ month }: { month: Month }): ReactNode {
  const { format, strings } = useLanguage();
  const words = strings.costs;
  const days = everyDay(month);
  const most = dearest(days);
  const top = most?.amount ?? 1;
  const cost = (amount: number) => format.cost(amount, month.unit);
  const summary =
    most === undefined
      ? words.monthOf(format.month(month.month))
      : words.chart(format.month(month.month), cost(month.amount), cost(most.amount), format.day(most.day));
  const marks = [days[0], days[Math.floor(days.length / 2)], days.at(-1)];
  return (
    <>
      <div>
        <div className={styles.days} role="img" aria-label={summary}>
          {days.map(({ day, amount, tries }) => (
            <div
              key={day}
              data-empty={tries === 0 || undefined}
              title={`${format.day(day)}: ${cost(amount)}, ${words.triesOf(tries)}`}
            >
              <div style={{ height: `${(amount / top) * 100}%` }} />
            </div>
          ))}
        </div>
        <div className={styles.marks} aria-hidden="true">
          {marks.map((mark) => mark && <span key={mark.day}>{format.day(mark.day)}</span>)}
        </div>
      </div>
      <chakra.details>
        <chakra.summary cursor="pointer" textStyle="sm" color="fg.muted" w="fit-content">
          {words.table}
        </chakra.summary>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{words.day}</th>
              <th scope="col">{words.amount}</th>
              <th scope="col">{words.tries}</th>
            </tr>
          </thead>
          <tbody>
            {month.days.map(({ day, amount, tries }) => (
              <tr key={day}>
                <th scope="row">{format.day(day)}</th>
                <td>{cost(amount)}</td>
                <td>{format.number(tries)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </chakra.details>
    </>
  );
}
