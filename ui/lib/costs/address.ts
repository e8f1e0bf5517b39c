/** The id of the part of the settings page that tells what a month has cost: beside the ceilings. */
export const COSTS_ID = "costs";
export const COSTS_ADDRESS = `/settings/#${COSTS_ID}`;
