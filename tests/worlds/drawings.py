"""The drawings. One letter is one unit (of one or more cells), `.` is water; the second drawing is who holds it today:
digits are slots, `0` nobody. A cell is a tenth of a degree. Units not named under a measure have 10 of it."""

from tests.worlds.drawing import World

WORLDS = {
    made.name: made
    for made in [
        World(
            "three_by_three",
            ground_drawing="""
                a b c
                d e f
                g h i
            """,
            held_drawing="""
                1 1 1
                1 2 2
                2 2 2
            """,
        ),
        World(
            "archipelago",  # two islands and an islet: connected by crossings only
            ground_drawing="""
                a b . . e f
                c d . . g h
                . . . . . .
                . . i . . .
            """,
            held_drawing="""
                1 1 . . 2 2
                1 1 . . 2 2
                . . . . . .
                . . 2 . . .
            """,
        ),
        World(
            "corridor",  # every unit in the middle is a cut vertex
            ground_drawing="a b c d e f g h",
            held_drawing="1 1 1 2 2 2 3 3",
            measures={"sales": {"a": 30.0, "h": 5.0}},
        ),
        World(
            "heavy_unit",  # e alone is more than a fair share: no plan of three is in band
            ground_drawing="""
                a b c
                d e f
                g h i
            """,
            held_drawing="""
                1 1 1
                2 2 2
                3 3 3
            """,
            measures={"sales": {"e": 100.0}},
        ),
        World(
            "split_county",  # a unit of four cells, one that encloses another, and ground that nobody holds
            ground_drawing="""
                a a b c
                a a d c
                e e e e
                e f e g
                e e e g
            """,
            held_drawing="""
                1 1 1 2
                1 1 0 2
                2 2 2 2
                2 1 2 0
                2 2 2 0
            """,
            measures={"sales": {"a": 40.0, "e": 25.0, "f": 5.0}},
        ),
    ]
}
