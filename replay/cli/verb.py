"""The command that each verb is."""

from collections import Counter
from functools import partial

import click


class _Verb(click.Command):
    """A command that takes an option which has one value once: of two the last would hold without a word."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not ctx.resilient_parsing:  # a shell that completes a line wants no judgement of it
            _, _, given = self.make_parser(ctx).parse_args(args=list(args))
            for each, count in Counter(given).items():
                if count > 1 and isinstance(each, click.Option) and not (each.multiple or each.is_flag):
                    ctx.fail(f"{each.opts[0]} is given more than once; say it once")
        return super().parse_args(ctx, args)


verb = partial(click.command, cls=_Verb)
"""Make a command of a function, in place of click's own decorator."""
