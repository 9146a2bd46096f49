import { Group, Text } from '@mantine/core';

export function Brand() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src="/favicon.svg" width={26} height={26} alt="" />
      <Text fw={700} size="md" style={{ whiteSpace: 'nowrap' }}>
        Private KSN
      </Text>
    </Group>
  );
}
