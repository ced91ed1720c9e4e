"""Every threshold of the rule, by name: strengths run from 0 to 1."""

# From here on a careful agent says “this needs a person”.
RAISE = 0.5

# A case that opens the dialogue is answered first, unless the words leave no doubt that it is beyond the bot.
OPENING = 0.65
# Up to this strength a grievance the model does not hear is told, not raised.
TOLD_CALMLY = 0.65

# Feelings. What a turn adds: the intensity above the floor, times the weight of the feeling.
FLOOR = {"angry": 0.45, "anxious": 0.25}
WEIGHT = {"angry": 1.3, "anxious": 0.75}
# Words of reproach add to what the model hears, marks of exclamation to both.
REPROACH = 0.3
SHOUTED = 0.1
# Tears and a cold heart are said in a calm voice.
HURT = 0.3
# What is left of a turn's feeling at the next one, and when the customer has thanked or joked.
DECAY = 0.82
RELIEF = 0.4
# The decayed sum at which feeling alone brings a person in; the strength grows with it.
HEATED = 0.62
# Nobody has answered yet: a strong word alone may be a joke or a sigh.
HEATED_AT_ONCE = 0.8

# The intent alone, with no word for a person, counts from this confidence on.
SURE = 0.8
# Borne out by a word of fetching or calling, less will do.
BORNE_OUT = 0.65
# From here on an intent is plain.
PLAIN = 0.98
# In more signs than this the intent alone is mostly told of other people.
BRIEF = 8
# A calm question about goods, from this confidence on, is nothing but that.
SHOPPING_SURE = 0.85

# Complaints: the model's flag by itself, and beside angry or reproachful words.
FLAGGED = 0.6
FLAGGED_HEAT = 0.3
FLAGGED_ONLY = 0.45
FLAGGED_AND_HEARD = 0.9

# Repetition: how alike two lines must be to ask the same thing of the same matter, of kin matters, of any matter.
ALIKE = 0.3
ALIKE_KIN = 0.34
ALIKE_ANYHOW = 0.62
# Who says that it is still open may say it in other words.
OPEN_HELPS = 0.12
# What the model is not sure of must be more alike.
UNSURE_NEEDS = 0.1
# Pasted once more rather than asked once more.
VERBATIM = 0.9
ASKS_ENOUGH = 3
# Asks further back than so many turns belong to another stretch of the talk.
REACH = 16
THIRD_ASK = 0.8
SECOND_STILL_OPEN = 0.7
FURTHER_ASK = 0.05
STRONGEST_REPEAT = 0.95

REPHRASED = 0.45
# Pressed for an answer, whoever shares this much with the line before says it again.
REPHRASED_PRESSED = 0.3
# After a correction a word taken up again is enough.
TAKEN_UP = 0.2
PRESSED = 0.3
# Not understood: twice running, or once where the customer says so too.
NOT_UNDERSTOOD = 0.6

# An answer that did not help: how often, how many turns back, how strongly.
IN_VAIN_ENOUGH = 2
REMEMBERED = 3
IN_VAIN = 0.7
# What was put right is remembered for so many turns.
LATELY = 2
MISSED_ENOUGH = 2
