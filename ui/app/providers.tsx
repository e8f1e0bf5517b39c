"use client";

import { ChakraProvider } from "@chakra-ui/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { UploadsProvider } from "@/components/upload/UploadsProvider";
import { LanguageProvider } from "@/lib/strings";
import { Styles } from "@/theme/Styles";
import { system } from "@/theme/system";

/** What every page stands in: the design, the language, one memory of what the API answered, and the uploads. */
export function Providers({ children }: { children: ReactNode }): ReactNode {
  const [client] = useState(memory);
  return (
    <Styles>
      <ChakraProvider value={system}>
        <QueryClientProvider client={client}>
          <LanguageProvider>
            <UploadsProvider>{children}</UploadsProvider>
          </LanguageProvider>
        </QueryClientProvider>
      </ChakraProvider>
    </Styles>
  );
}

/**
 * Nothing is tried again behind the reader's back: polling asks again by itself (lib/poll), everything else shows its problem with a
 * button. "always": a stack on this very machine is there without a network, too.
 */
function memory(): QueryClient {
  const shared = { retry: false, networkMode: "always" } as const;
  return new QueryClient({
    defaultOptions: { queries: { ...shared, refetchOnWindowFocus: false }, mutations: shared },
  });
}
