/** What machines can see of how a page is for those who do not see it, or see it badly (WCAG 2.2 A and AA, and axe's own rules). */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./harness";
import { places, scene } from "./harness/scene";

const NAME = "axe";
const GRAVE = ["serious", "critical"];

/** Rules that light and dark may meet differently; what else axe looks at is the same in both. */
const COLOURS = ["color-contrast", "link-in-text-block"];

test("nothing serious is found on any page, in light and dark", async ({ api, clips, page }) => {
  const all = places(NAME, await scene(api, clips, NAME));

  for (const place of all) {
    await test.step(place.name, async () => {
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      await page.goto(place.path);
      await place.ready(page);
      expect.soft(await grave(new AxeBuilder({ page })), `${place.name}, light`).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      await expect(page.locator("html")).toHaveClass("dark");
      expect.soft(await grave(new AxeBuilder({ page }).withRules(COLOURS)), `${place.name}, dark`).toEqual([]);
    });
  }
});

async function grave(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  const found = violations.filter(({ impact }) => GRAVE.includes(impact ?? ""));
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
}
