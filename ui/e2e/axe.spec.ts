/** What machines can see of how a page is for those who do not see it, or see it badly (WCAG 2.2 A and AA, and axe's own rules). */
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./harness";
import { places, scene } from "./harness/scene";

const NAME = "axe";
const GRAVE = ["serious", "critical"];

for (const colorScheme of ["light", "dark"] as const) {
  test(`nothing serious is found on any page, in ${colorScheme}`, async ({ api, clips, page }) => {
    const all = places(NAME, await scene(api, clips, NAME));
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });

    for (const place of all) {
      await test.step(place.name, async () => {
        await page.goto(place.path);
        await place.ready(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const grave = violations.filter(({ impact }) => GRAVE.includes(impact ?? ""));
        const found = grave.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`),
        );
        expect.soft(found, place.name).toEqual([]);
      });
    }
  });
}
