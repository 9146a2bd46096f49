import { Center } from '@mantine/core';
import { Brand } from '../../app/brand';

export default function SignIn({ state }: { readonly state: 'first-run' | 'signed-out' }) {
  return (
    <Center mih="100vh" component="main" data-state={state}>
      <Brand />
    </Center>
  );
}
