"""The moderators' desk: who may do what.

| what                                    | who                                        | when                                    |
|-----------------------------------------|--------------------------------------------|-----------------------------------------|
| report something                        | a member who sees it, not its own          | at most 20 a day                        |
| read one's own report, answer about it  | its reporter                               | always; answer while something is asked |
| see that a report is there              | a moderator                                | until it is closed                      |
| take it up                              | a moderator without a tie to either side   | nobody holds it; a hold lasts 48 hours  |
| read its texts                          | the moderator who holds it                 | while they hold it; every look is noted |
| give it back, hand it over              | the moderator who holds it                 | always, without a reason                |
| ask the reporter something              | the moderator who holds it                 | no question is open                     |
| decide                                  | the moderator who holds it                 | a suspension of at most 7 days          |
| read a decision                         | the person it is about                     | when something was decided for them     |
| read that it was decided                | its reporter                               | what it was, only if nothing is done    |
| ask for a review                        | the person; the reporter of 'nothing'      | once, within 6 months                   |
| judge a review                          | a moderator without a tie, never the first | while they hold it                      |

A tie: being the reporter or the person, being or having been a contact of either, sharing a circle, a block either
way. An operator sees nothing of this. Nobody learns from the desk who reported. The history only grows.
"""
