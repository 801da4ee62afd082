/** The columns an import knows, for who has no list yet. Without a guest: it would be issued a ticket. */
export function GET(): Response {
  return new Response("\ufeffname,email,type,reference\r\n", {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="guests.csv"',
    },
  });
}
