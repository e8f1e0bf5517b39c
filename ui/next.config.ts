import type { NextConfig } from "next";
import { PHASE_DEVELOPMENT_SERVER } from "next/constants";

/** The running stack whose API `npm run dev` uses. */
const stack = process.env.VTS_API ?? "http://127.0.0.1:3000";

const shared: NextConfig = {
  trailingSlash: true,
  poweredByHeader: false,
  reactStrictMode: true,
  eslint: { ignoreDuringBuilds: true }, // `npm run lint` and `npm run typecheck` are run by the tests; a start need not wait for them
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ["@chakra-ui/react"] },
};

/** A static export, which the stack serves on the same origin as its API. In development /api is passed on to a running one. */
export default function config(phase: string): NextConfig {
  if (phase !== PHASE_DEVELOPMENT_SERVER) return { ...shared, output: "export" };
  return {
    ...shared,
    skipTrailingSlashRedirect: true, // the API answers with or without the slash, and a redirect would lose a body
    rewrites: () => Promise.resolve([{ source: "/api/:path*", destination: `${stack}/api/:path*` }]),
  };
}
