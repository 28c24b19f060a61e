"""The command that each verb is, and the group of those that have verbs of their own."""

from collections import Counter
from functools import partial

import click

_LONGEST = 1000
"""No first sentence is as long. [characters]"""


class _Verb(click.Command):
    """A command that takes an option which has one value once: of two the last would hold without a word."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:  # a shell that completes a line wants no judgement of it
            _, _, given = self.make_parser(ctx).parse_args(args=list(args))
            for each, count in Counter(given).items():
                if count > 1 and isinstance(each, click.Option) and not (each.multiple or each.is_flag):
                    ctx.fail(f"{each.opts[0]} is given more than once; say it once")
        return super().parse_args(ctx, args)


class VerbGroup(click.Group):
    """A group whose help has the whole first sentence of each verb; click's own cuts it to a line."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's signature
        """Write a line or more for each verb."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, each.get_short_help_str(_LONGEST)) for name, each in self.commands.items()])


verb = partial(click.command, cls=_Verb)
"""Make a command of a function, in place of click's own decorator."""
