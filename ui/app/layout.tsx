import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { BEFORE_FIRST_PAINT } from "@/components/shell/beforeFirstPaint";
import { Shell } from "@/components/shell/Shell";
import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { default: "Video Transcode Server", template: "%s · vts" },
  description: "Drop a film, watch it become a proxy.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#1a1e21" },
  ],
};

export default function Layout({ children }: { children: ReactNode }): ReactNode {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <script dangerouslySetInnerHTML={{ __html: BEFORE_FIRST_PAINT }} />
      </head>
      <body>
        <Providers>
          <Shell>{children}</Shell>
        </Providers>
      </body>
    </html>
  );
}
