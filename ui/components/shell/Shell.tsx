"use client";

import { Box, Container, SkipNavContent, SkipNavLink } from "@chakra-ui/react";
import type { ReactNode } from "react";
import { News } from "@/components/jobs/News";
import { SignedIn } from "@/components/session/SignIn";
import { UploadDock } from "@/components/upload/UploadDock";
import { useStrings } from "@/lib/strings";
import { Header } from "./Header";
import { Toasts } from "./Toasts";

/** What is around every page: the way past the header, the header, the uploads, the messages and the news. */
export function Shell({ children }: { children: ReactNode }): ReactNode {
  const words = useStrings().shell;
  return (
    <>
      <SkipNavLink zIndex="skipNav">{words.skip}</SkipNavLink>
      <Header />
      <SkipNavContent asChild>
        <Box as="main">
          <Container maxW="8xl" px={{ base: "4", md: "6" }} py={{ base: "5", md: "8" }}>
            <SignedIn>{children}</SignedIn>
          </Container>
        </Box>
      </SkipNavContent>
      <UploadDock />
      <Toasts />
      <News />
    </>
  );
}
