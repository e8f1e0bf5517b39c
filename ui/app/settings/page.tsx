import { SettingsPage } from "@/components/settings/SettingsPage";

export default SettingsPage;
