import { HostsPage } from "@/components/hosts/HostsPage";

export default HostsPage;
