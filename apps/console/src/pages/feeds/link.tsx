import { Anchor } from '@mantine/core';
import { Link } from 'react-router';

export function PlainLink({ to, text }: { readonly to: string; readonly text: string | number }) {
  return (
    <Anchor component={Link} to={to} size="sm" underline="always" style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Anchor>
  );
}
