import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { Providers } from "@/app/providers";
import { useStrings } from "@/lib/strings";
import { spoken } from "@/lib/strings/language";
import { de } from "@/lib/strings/de";
import { en } from "@/lib/strings/en";
import { BEFORE_FIRST_PAINT } from "./beforeFirstPaint";
import { Preferences } from "./Preferences";

function Title() {
  return <h1>{useStrings().jobs.title}</h1>;
}

function shown() {
  return render(
    <Providers>
      <Preferences />
      <Title />
    </Providers>,
  );
}

beforeEach(() => {
  document.documentElement.className = "";
});

it("speaks the browser's language, if it knows it", () => {
  expect(spoken(["fr-FR", "de-AT", "en"])).toBe("de");
  expect(spoken(["fr"])).toBe("en");
});

it("goes over to the other language, says so to the browser, and keeps to it", async () => {
  const first = shown();
  await userEvent.click(screen.getByRole("button", { name: en.shell.languages.de }));
  expect(await screen.findByRole("heading", { name: de.jobs.title })).toBeVisible();
  expect(document.documentElement.lang).toBe("de");
  first.unmount();

  shown();
  expect(await screen.findByRole("heading", { name: de.jobs.title })).toBeVisible();
});

it("starts in German where the browser does", async () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["de-DE", "en"]);
  shown();
  expect(await screen.findByRole("heading", { name: de.jobs.title })).toBeVisible();
});

it("goes from the system's appearance to light, to dark, and back", async () => {
  shown();
  const button = () => screen.getByRole("button", { name: new RegExp(`^${en.shell.appearance}`) });
  expect(button()).toHaveAccessibleName(`${en.shell.appearance}: ${en.shell.appearances.system}`);

  await userEvent.click(button());
  await waitFor(() => expect(document.documentElement).toHaveClass("light"));
  await userEvent.click(button());
  await waitFor(() => expect(document.documentElement).toHaveClass("dark"));
  expect(localStorage.getItem("vts.appearance")).toBe("dark");
  await userEvent.click(button());
  expect(localStorage.getItem("vts.appearance")).toBeNull();
});

it("is dark before the first picture where dark was chosen", () => {
  localStorage.setItem("vts.appearance", "dark");
  window.eval(BEFORE_FIRST_PAINT); // as the browser runs it from the page's HTML
  expect(document.documentElement).toHaveClass("dark");
});
