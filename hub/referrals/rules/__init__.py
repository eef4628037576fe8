"""Who may do what with a referral.

| what                          | who                                         | when                                         |
|-------------------------------|---------------------------------------------|----------------------------------------------|
| make one, change, throw away  | a member, of one's own                      | until it is sent                             |
| send it                       | its sender                                  | the client agreed; 1 to 5 contacts, 1 circle |
| read the text                 | its sender                                  | until it is erased                           |
|                               | whom it is offered to                       | while it is open and what ties them holds    |
|                               | who accepted it                             | until it is erased; no block between         |
| accept it, let it go          | whom it is offered to                       | while it is open; the first one has it       |
| give it back                  | who accepted it                             | until it is finished                         |
| plan, move, call off a talk   | its sender, who accepted it                 | while it is accepted; the other says yes     |
| give it 14 days more          | its sender                                  | once, while it is open                       |
| open it again, with a reason  | its sender                                  | given back or nobody could; agreed anew      |
| finish it                     | its sender, who accepted it                 | no talk lies ahead                           |
| take it back, a new code      | its sender                                  | until it is erased                           |
| take it back by the code      | whoever holds the client's paper code       | until it is erased                           |

What ties them: being contacts, or both taking part in the circle; never a block; both still members. Moderators and
operators have no way in. Letting go is quiet: the sender only hears when nobody could.
"""
