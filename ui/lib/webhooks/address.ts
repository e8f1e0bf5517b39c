/** The id of the part of the settings page that has the webhooks. */
export const WEBHOOKS_ID = "webhooks";
