"""Who may do what in the agenda.

| what                              | who                                     | when                                 |
|-----------------------------------|-----------------------------------------|--------------------------------------|
| see a gathering                   | its audience                            | once it is opened                    |
| read its address                  | who sees it, or only who comes          | as its organiser chose               |
| see it before, and who answered   | its organiser                           | always                               |
| make one                          | a member                                | always                               |
| change text, place, time, parts   | its organiser                           | not over, not cancelled              |
| open it to others                 | its organiser                           | complete, still to come              |
| cancel it, let it go on after all | its organiser                           | opened, not over                     |
| remove it                         | its organiser                           | not opened, or nobody else answered  |
| answer yes                        | a member who sees it                    | open, not over, a place is free      |
| answer maybe or no                | a member who sees it                    | open, not over                       |
| go to the meeting online          | its organiser, who said yes or maybe    | not cancelled                        |
| take a public calendar            | everybody                               | always                               |
| make, renew, stop a secret one    | a member, of one's own                  | at most 10 at a time                 |
| take a secret one                 | whoever holds the link of a member      | while that member is in              |
"""
