import { Alert, Button, Card, Center, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { signIn, useFarewell, useLostChanges } from "../api/session";
import { usePageTitle } from "./usePageTitle";

export function SignIn() {
  usePageTitle("Sign in");
  const [token, setToken] = useState("");
  const reason = useFarewell();
  const hasLostChanges = useLostChanges();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== "") signIn(token.trim());
  };

  return (
    <Center component="main" mih="100vh" p="md">
      <Card withBorder padding="xl" w="100%" maw={420} component="form" onSubmit={submit}>
        <Stack>
          <Title order={1} size="h3">
            Metrics
          </Title>
          <Text c="dimmed" size="sm">
            Sign in with the token of an API user. The server prints one when it first starts.
          </Text>
          {reason !== null && (
            <Alert color="red">
              {reason}
              {hasLostChanges && " The last changes of the dashboard may not have been saved."}
            </Alert>
          )}
          <PasswordInput label="Token" value={token} onChange={(event) => setToken(event.currentTarget.value)} autoFocus autoComplete="off" />
          <Button type="submit" disabled={token.trim() === ""}>
            Sign in
          </Button>
        </Stack>
      </Card>
    </Center>
  );
}
