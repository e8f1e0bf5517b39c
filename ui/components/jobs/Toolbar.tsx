"use client";

/** Which jobs are shown: search, states, and whether the reader wants to be told of the end of one. */

import { Button, Flex, Input, InputGroup } from "@chakra-ui/react";
import { type ReactNode, useEffect, useState } from "react";

import { SearchIcon } from "@/components/jobs/icons";
import { TellButton } from "@/components/jobs/TellButton";
import type { Filter, Status } from "@/lib/api/jobs";
import { STATUSES } from "@/lib/api/values";
import { useStrings } from "@/lib/strings";

const TYPING_MILLISECONDS = 250; // after the last letter

interface ToolbarProps {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

export function Toolbar({ filter, onFilter }: ToolbarProps): ReactNode {
  return (
    <Flex gap="3" wrap="wrap" align="center">
      <Flex gap="1" width={{ base: "full", sm: "auto" }}>
        <Search filter={filter} onFilter={onFilter} />
        <TellButton />
      </Flex>
      <States filter={filter} onFilter={onFilter} />
    </Flex>
  );
}

/** The search is asked for once the reader stops typing. */
function Search({ filter, onFilter }: ToolbarProps): ReactNode {
  const words = useStrings().jobs;
  const [typed, setTyped] = useState<string | null>(null); // null: the address has it
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => {
      onFilter({ ...filter, q: typed });
      setTyped(null);
    }, TYPING_MILLISECONDS);
    return () => {
      clearTimeout(timer);
    };
  }, [typed, filter, onFilter]);
  return (
    <InputGroup startElement={<SearchIcon />} width={{ base: "full", sm: "16rem" }}>
      <Input
        type="search"
        value={typed ?? filter.q}
        maxLength={255}
        aria-label={words.search}
        placeholder={words.search}
        background="bg.panel"
        onChange={(event) => {
          setTyped(event.target.value);
        }}
      />
    </InputGroup>
  );
}

function States({ filter, onFilter }: ToolbarProps): ReactNode {
  const words = useStrings().jobs;
  const choices: readonly (Status | null)[] = [null, ...STATUSES];
  return (
    <Flex role="group" aria-label={words.filter} gap="1" wrap="wrap">
      {choices.map((status) => (
        <Button
          key={status ?? "all"}
          size="xs"
          rounded="full"
          variant={filter.status === status ? "solid" : "ghost"}
          aria-pressed={filter.status === status}
          onClick={() => {
            onFilter({ ...filter, status });
          }}
        >
          {status === null ? words.all : words.states[status]}
        </Button>
      ))}
    </Flex>
  );
}
