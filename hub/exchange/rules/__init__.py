"""Who may do what with assignments and responses.

| what                                   | who                                  | when                                         |
|----------------------------------------|--------------------------------------|----------------------------------------------|
| make one                               | a member                             | at most 10 drafts at a time                  |
| see a draft, change it, throw it away  | its poster                           | while it is a draft                          |
| open it                                | its poster                           | complete; at most 5 a day                    |
| see it on the board, on its page       | every member                         | open or closed, no block with the poster     |
| see one that was withdrawn             | its poster, who responded            | until it is cleared away                     |
| change it                              | its poster                           | open, and nobody responded yet               |
| renew it                               | its poster                           | open or expired, the period not over         |
| withdraw it                            | its poster                           | open, expired, agreed or under way           |
| read the name of the organisation      | its poster, who is chosen            | always                                       |
| respond                                | a member who sees it                 | open, not one's own, one response each       |
| read a response                        | its poster, its writer               | the poster: not once it is withdrawn         |
| put on the short list                  | its poster                           | sent; only the poster ever sees this         |
| choose                                 | its poster                           | open or expired, as many as there are places |
| decline                                | its poster                           | sent or on the short list, with a reason     |
| withdraw a response                    | its writer                           | until it is declined or the work is done     |
| say that the work began, is done       | its poster, who is chosen            | agreed; under way                            |

A member who is suspended or gone, or with a block between, is not there: their assignments and responses neither.
A member on pause sees everything as before; they are offered nothing and reminded of nothing.

To whom an assignment is offered by a notice, when it opens:

- Only an assignment that asks for experiences or work forms is offered. One that asks for nothing fits everybody, and
  a notice to everybody is a flood: it is found on the board.
- A member fits by an asked experience only if the poster could find them by it: a running yes to being found by it,
  and an audience that holds the poster. So the notice says nothing that the directory would not say to the poster.
- A member fits by an asked work form only if the poster may see that field of their profile.
- One of all that is asked is enough; the page says in words which.
- Only members who said that they have room, or some. 'Vol', a pause, and a field left empty mean: not now. That field
  is asked whatever its audience is: it protects its owner, and the poster never learns who was offered anything,
  nor how many.
- Nobody is offered the same assignment twice, also not when it is renewed.

Why something was offered is never kept. It is worked out for its reader from what is on their profile at that moment,
so whatever they take back is gone from there as well.
"""
