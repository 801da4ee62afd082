export const DIALOG_SHADE = "fixed inset-0 z-40 animate-appear bg-black/50";

export const DIALOG_SHEET =
  "fixed z-50 flex max-h-[calc(100dvh-2rem)] animate-rise flex-col gap-4 overflow-y-auto border-line bg-surface-raised p-6 shadow-float focus:outline-none max-sm:inset-x-0 max-sm:bottom-0 max-sm:rounded-t-lg max-sm:border-t max-sm:pb-[max(1.5rem,env(safe-area-inset-bottom))] sm:top-1/2 sm:left-1/2 sm:w-[28rem] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-lg sm:border";

/** The row of buttons that closes a dialog: the act last, and on a phone on top, each as wide as the sheet. */
export const DIALOG_BUTTONS = "mt-2 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end";
