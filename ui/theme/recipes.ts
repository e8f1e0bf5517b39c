/**
 * How Chakra's components look: the recipes of those that the page uses, and no others, because all of them are a tenth of what
 * the page loads. A component whose recipe is missing here has no shape at all; recipes.test.ts says so, and what is here for nothing.
 */
import {
  alertSlotRecipe,
  badgeRecipe,
  buttonRecipe,
  codeRecipe,
  containerRecipe,
  dialogSlotRecipe,
  emptyStateSlotRecipe,
  fieldSlotRecipe,
  headingRecipe,
  inputRecipe,
  linkRecipe,
  nativeSelectSlotRecipe,
  skeletonRecipe,
  skipNavLinkRecipe,
  spinnerRecipe,
  toastSlotRecipe,
} from "@chakra-ui/react/theme";

export const recipes = {
  badge: badgeRecipe,
  button: buttonRecipe,
  code: codeRecipe,
  container: containerRecipe,
  heading: headingRecipe,
  input: inputRecipe,
  link: linkRecipe,
  skeleton: skeletonRecipe,
  skipNavLink: skipNavLinkRecipe,
  spinner: spinnerRecipe,
};

export const slotRecipes = {
  alert: alertSlotRecipe,
  dialog: dialogSlotRecipe,
  emptyState: emptyStateSlotRecipe,
  field: fieldSlotRecipe,
  nativeSelect: nativeSelectSlotRecipe,
  toast: toastSlotRecipe,
};

/** What of them is other than Chakra has it: laid over the recipes. */
export const looks = {
  recipes: {
    code: { base: { display: "inline", overflowWrap: "anywhere" } }, // a checksum is longer than a phone is wide
    input: { variants: { variant: { outline: { borderColor: "border.control" } } } },
  },
  slotRecipes: {
    nativeSelect: {
      slots: nativeSelectSlotRecipe.slots,
      variants: { variant: { outline: { field: { borderColor: "border.control" } } } },
    },
  },
};
