import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ListState } from './use-list';

const PAUSE_MS = 300;

interface SearchFieldProps {
  readonly list: ListState;
  /** The parameter of the server. */
  readonly name: string;
  readonly label: string;
}

/** A filter that is typed; it is asked for when the typing pauses. */
export function SearchField({ list, name, label }: SearchFieldProps) {
  const asked = list.get(name);
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  const ask = useDebouncedCallback((value: string) => list.set({ [name]: value.trim() }), PAUSE_MS);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
        ask(value);
      }}
      style={{ flex: '1 1 220px', maxWidth: 380 }}
    />
  );
}
