"use client";

/** Says that one has to sign in, the first time or again; what stands around it is what the reader sees meanwhile. */

import { Alert, Button, Stack, Text } from "@chakra-ui/react";
import { type ReactNode, useState } from "react";
import { useProblemToast } from "@/components/problem/useProblemToast";
import { signIn, signOut, useStanding } from "@/lib/session/session";
import { useStrings } from "@/lib/strings";

/** The page, for whom is signed in or does not have to be; for others the way to it. */
export function SignedIn({ children }: { children: ReactNode }): ReactNode {
  const standing = useStanding();
  const words = useStrings().session;
  if (standing === "needed") {
    return (
      <Stack align="center" textAlign="center" gap="4" py="24">
        <Text textStyle="xl" fontWeight="semibold">
          {words.needed}
        </Text>
        <Text color="fg.muted">{words.why}</Text>
        <SignInButton />
      </Stack>
    );
  }
  return (
    <>
      {standing === "over" && (
        <Alert.Root status="warning" mb="5" role="alert">
          <Alert.Indicator />
          <Alert.Content>
            <Alert.Title>{words.over}</Alert.Title>
            <Alert.Description>{words.again}</Alert.Description>
          </Alert.Content>
          <SignInButton />
        </Alert.Root>
      )}
      {children}
    </>
  );
}

/** Where somebody is signed in, the way out. */
export function SignOut(): ReactNode {
  const words = useStrings().session;
  const tell = useProblemToast();
  if (useStanding() !== "in") return null;
  const leave = () => signOut().catch((problem: unknown) => tell(problem, words.silent));
  return (
    <Button variant="ghost" size="sm" px="2" onClick={() => void leave()}>
      {words.signOut}
    </Button>
  );
}

function SignInButton(): ReactNode {
  const words = useStrings().session;
  const tell = useProblemToast();
  const [isLeaving, setLeaving] = useState(false);
  const go = async (): Promise<void> => {
    setLeaving(true);
    try {
      await signIn();
    } catch (problem) {
      setLeaving(false);
      tell(problem, words.silent);
    }
  };
  return (
    <Button loading={isLeaving} onClick={() => void go()}>
      {words.signIn}
    </Button>
  );
}
