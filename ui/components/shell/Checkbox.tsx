/** A box to tick, with its words beside it. */

import { chakra, Flex } from "@chakra-ui/react";
import type { ReactNode } from "react";

interface CheckboxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Checkbox({ label, checked, onChange }: CheckboxProps): ReactNode {
  return (
    <Flex as="label" align="center" gap="2" pb="2" textStyle="sm" cursor="pointer">
      <chakra.input
        type="checkbox"
        flexShrink="0"
        checked={checked}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {label}
    </Flex>
  );
}
