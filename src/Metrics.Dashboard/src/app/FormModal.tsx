import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { inWords, isUnknown } from "../api/failures";
import { useFocusBack } from "./useFocusBack";

export interface FormModalProps {
  readonly title: string;
  readonly submit: string;
  readonly color?: string;
  readonly canSubmit: boolean;
  readonly isBusy: boolean;
  /** Whether one may leave while it is busy, and not wait for what comes of it. Default: one waits. */
  readonly mayLeave?: boolean;
  /** Why the last try failed. */
  readonly failure: unknown;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A dialog with a form. Escape closes it, and the focus goes back to where it was. Not while it is busy: what one has asked for is on
 * its way, and only here is said what comes of it.
 */
export function FormModal({ title, submit, color, canSubmit, isBusy, mayLeave = false, failure, onSubmit, onClose, children }: FormModalProps) {
  useFocusBack();
  // The second of two quick clicks comes before the form is busy.
  const isSubmitted = useRef(false);
  useEffect(() => void (isSubmitted.current = isBusy), [isBusy, failure]);
  const onFormSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!canSubmit || isBusy || isSubmitted.current) return;
    isSubmitted.current = true;
    onSubmit();
  };
  const isHeld = isBusy && !mayLeave;
  return (
    <Modal opened onClose={onClose} closeOnEscape={!isHeld} closeOnClickOutside={!isHeld} title={title} centered closeButtonProps={{ "aria-label": "Close", disabled: isHeld }}>
      <form onSubmit={onFormSubmit}>
        <Stack>
          {children}
          {failure !== null && failure !== undefined && (
            <Alert color="red" role="alert" {...(isUnknown(failure) ? { title: "This may have been done all the same" } : {})}>
              {inWords(failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={isHeld}>
              Cancel
            </Button>
            <Button type="submit" {...(color === undefined ? {} : { color })} disabled={!canSubmit} loading={isBusy}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
