import type { Strings } from "@/lib/strings/shape";
import { costs } from "./costs";
import { hosts } from "./hosts";
import { job } from "./job";
import { jobs } from "./jobs";
import { problem } from "./problem";
import { session } from "./session";
import { settings } from "./settings";
import { shell } from "./shell";
import { upload } from "./upload";

export const de: Strings = { shell, problem, jobs, job, upload, hosts, settings, session, costs };
