"use client";
import { Check, X } from "lucide-react";
import { Toast } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";

type Message = { id: number; text: string };
const AddToast = createContext<(text: string) => void>(() => {});

/** Says in passing that something was done. Never for what must be read: it goes away by itself. */
export function useToast(): (text: string) => void {
  return useContext(AddToast);
}

export function Toasts({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<Message[]>([]);
  const lastId = useRef(0);
  const add = useCallback((text: string) => {
    lastId.current += 1;
    const id = lastId.current;
    setMessages((before) => [...before.slice(-2), { id, text }]);
  }, []);
  return (
    <Toast.Provider duration={6000} label="Notice">
      <AddToast value={add}>{children}</AddToast>
      {messages.map((message) => (
        <Toast.Root
          key={message.id}
          onOpenChange={(isOpen) => {
            if (!isOpen) setMessages((before) => before.filter((other) => other.id !== message.id));
          }}
          className="flex animate-rise items-center gap-3 rounded-md bg-ink py-2 pr-2 pl-4 text-sm text-surface shadow-float"
        >
          <Check aria-hidden className="size-4 shrink-0" />
          <Toast.Description className="flex-1">{message.text}</Toast.Description>
          <Toast.Close
            aria-label="Dismiss"
            className="grid size-8 shrink-0 place-items-center rounded-sm hover:bg-surface/15 pointer-coarse:size-11"
          >
            <X aria-hidden className="size-4" />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed inset-x-4 bottom-4 z-50 mx-auto flex max-w-96 flex-col gap-2 outline-none sm:bottom-6" />
    </Toast.Provider>
  );
}
