"""Who, what and where an interview is; every event here is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daemon.core.recognise import Judgement, Medium, Owner, RoundKind, judge
from daemon.ports.records import Attendee, Event, Person

OWNER = Owner(name="Rowan Tindall", emails=frozenset({"rowan@post.example"}))
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
ME = Attendee(name="Rowan Tindall", email="rowan@post.example")
HOST = Person(name="Petra Oakes", email="petra@ottersoft.example")


def typed(summary: str, description: str = "", location: str = "") -> Judgement:
    """The judgement of an event that the owner typed."""
    return judge(
        Event(
            uid="e1",
            calendar="own",
            start=START,
            end=START + timedelta(hours=1),
            zone="Europe/London",
            summary=summary,
            description=description,
            location=location,
        ),
        OWNER,
    )


def invitation(summary: str, description: str, organizer: Person, *others: Attendee) -> Judgement:
    """The judgement of an invitation to the owner."""
    base = typed(summary, description).event
    return judge(replace(base, organizer=organizer, attendees=(ME, *others)), OWNER)


def names(judgement: Judgement) -> list[str | None]:
    return [person.name for person in judgement.interviewers]


def test_company_and_role_stand_in_the_title() -> None:
    judgement = typed("Phone interview: Warehouse Supervisor at Larkspur Foods")
    assert (judgement.company, judgement.role) == ("Larkspur Foods", "Warehouse Supervisor")
    assert judgement.sources["company"] == "title"


def test_typed_lines_win_over_everything() -> None:
    judgement = typed("Interview Larkspur Foods - cook", "company: Quince Kitchens\nrole: head chef")
    assert (judgement.company, judgement.role) == ("Quince Kitchens", "head chef")
    assert judgement.sources["company"] == judgement.sources["role"] == "typed by you"


def test_the_organisers_domain_tells_which_name_is_the_employer() -> None:
    host = Person(name="Petra Oakes", email="petra@ottersoft.example")
    judgement = invitation("Interview: Rowan Tindall / Ottersoft", "For the Data Engineer role.", host)
    assert (judgement.company, judgement.role) == ("Ottersoft", "Data Engineer")


def test_an_agency_is_not_the_employer() -> None:
    judgement = typed("1st interview Larkspur Foods via Petra @ Harbour Recruitment")
    assert judgement.company == "Larkspur Foods"
    assert judgement.recruiter == Person(name="Petra")


def test_what_is_not_said_is_left_out() -> None:
    judgement = typed("Job interview")
    assert (judgement.company, judgement.role, judgement.interviewers, judgement.recruiter) == (None, None, (), None)


def test_labelled_interviewers_get_the_addresses_the_event_shows() -> None:
    host = Person(name="Petra Oakes", email="petra@ottersoft.example")
    judgement = invitation(
        "Technical interview with Ottersoft",
        "Interviewers: Ada Quill, Bo Marsh\n\nPetra Oakes\nRecruiter",
        host,
        Attendee(name="Ada Quill", email="ada@ottersoft.example"),
    )
    assert judgement.interviewers == (Person(name="Ada Quill", email="ada@ottersoft.example"), Person(name="Bo Marsh"))
    assert judgement.recruiter == host


def test_rooms_note_takers_and_the_owner_are_nobody_to_thank() -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@ashbyhq.com")
    judgement = invitation(
        "Panel interview - Ottersoft",
        "Hi Rowan",
        host,
        Attendee(name="Ada Quill", email="ada@ottersoft.example"),
        Attendee(name="Room Heron", email="heron@ottersoft.example", resource=True),
        Attendee(name="Notes", email="bot@otter.ai"),
    )
    assert names(judgement) == ["Ada Quill"]


def test_a_shadow_in_training_is_no_interviewer() -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@modernloop.io")
    judgement = invitation("Interview - Ottersoft", "Interviewer: Ada Quill\nShadow: Bo Marsh", host)
    assert names(judgement) == ["Ada Quill"]


def test_an_agenda_names_its_people() -> None:
    text = "10:00 - 10:30  Ada Quill (Head of Design)\n10:30 - 11:00  Bo Marsh: portfolio\n11:00  Lunch"
    host = Person(name="Petra Oakes", email="petra@ottersoft.example")
    assert names(invitation("Onsite interview Ottersoft", text, host)) == ["Ada Quill", "Bo Marsh"]


@pytest.mark.parametrize(
    ("summary", "description", "people"),
    [
        ("Interview Larkspur Foods", "Ada + Bo on Zoom", ["Ada", "Bo"]),
        ("Interview Larkspur Foods w/ Ada", "", ["Ada"]),
        ("Interview - Larkspur Foods", "Mrs. Quill will show me round", ["Mrs. Quill"]),
        ("Interview - Larkspur Foods", "Ada Quill (managing director), room 3", ["Ada Quill"]),
        ("Interview - Larkspur Foods", "ask for Mr. Porter at the desk", []),
    ],
)
def test_a_persons_own_note_names_who_will_be_there(summary: str, description: str, people: list[str]) -> None:
    assert names(typed(summary, description)) == people


def test_names_in_scripts_without_capitals_are_read() -> None:
    judgement = typed("株式会社ひのき 一次面接", "面接官：営業部長 青木 花、林 太郎様")
    assert names(judgement) == ["青木 花", "林 太郎"]


@pytest.mark.parametrize(
    ("summary", "kind"),
    [
        ("Recruiter screen - Larkspur", RoundKind.RECRUITER_SCREEN),
        ("Phone interview Larkspur", RoundKind.PHONE_SCREEN),
        ("System design interview Larkspur", RoundKind.TECHNICAL),
        ("Take-home review, Larkspur", RoundKind.TAKE_HOME_REVIEW),
        ("Hiring manager interview Larkspur", RoundKind.HIRING_MANAGER),
        ("Panel interview Larkspur", RoundKind.PANEL),
        ("Virtual onsite Larkspur", RoundKind.ONSITE),
        ("Final interview Larkspur", RoundKind.FINAL),
        ("Assessment centre Larkspur", RoundKind.ASSESSMENT),
        ("Meet the team - Larkspur, interview process", RoundKind.MEET_THE_TEAM),
        ("2nd interview Larkspur", RoundKind.UNKNOWN),
    ],
)
def test_the_round_follows_the_word_for_it(summary: str, kind: RoundKind) -> None:
    assert typed(summary).round is kind


def test_an_added_link_does_not_make_a_phone_call_a_video_call() -> None:
    judgement = typed("Phone interview Larkspur", "https://meet.google.com/abc-defg-hij\nI ring +44 20 7946 0018")
    assert (judgement.medium, judgement.phone) == (Medium.PHONE, "+44 20 7946 0018")


def test_a_video_link_makes_it_a_video_call() -> None:
    assert typed("2nd interview Larkspur", "https://larkspur.zoom.us/j/5551212").medium is Medium.VIDEO


def test_a_street_makes_it_a_visit() -> None:
    judgement = typed("2nd interview Larkspur", location="12 Elm Road, Leeds")
    assert (judgement.medium, judgement.place) == (Medium.IN_PERSON, "12 Elm Road, Leeds")


def test_no_address_is_ever_made_up() -> None:
    host = Person(name="Petra Oakes", email="petra@ottersoft.example")
    judgement = invitation("Interview with Ottersoft", "With Ada Quill and Bo Marsh", host)
    assert {person.email for person in judgement.interviewers} <= {None, "petra@ottersoft.example"}
    assert names(judgement) == ["Ada Quill", "Bo Marsh"]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Winterhalter, Ines", "Ines Winterhalter"),
        ("Winterhalter, Ines (HR)", "Ines Winterhalter"),
        ("von der Aue, Dr. Ines", "Ines von der Aue"),
        ("O'Dowd, Jean-Luc", "Jean-Luc O'Dowd"),
        ("Quill Marsh, Ada", "Ada Quill Marsh"),
        ("Ines Winterhalter (Talent)", "Ines Winterhalter"),
        ("Marsh, Jr.", "Marsh, Jr."),
        ("Ines Winterhalter, PhD", "Ines Winterhalter, PhD"),
        ("Ines Winterhalter, Riverside", "Ines Winterhalter, Riverside"),
        ("Marsh, Ines, Riverside", "Marsh, Ines, Riverside"),
    ],
)
def test_a_display_name_is_turned_only_if_it_is_surname_and_first_name(written: str, spoken: str) -> None:
    host = Person(name=written, email="ada@ottersoft.example")
    other = Attendee(name=written, email="ada.quill@ottersoft.example")
    judgement = invitation("Technical interview - Ottersoft", "Hi Rowan", HOST, other)
    assert names(judgement) == [spoken]
    screen = invitation("Recruiter screen - Ottersoft", "Hi Rowan", host)
    assert screen.recruiter == Person(name=spoken, email=host.email)


def test_a_firm_with_a_comma_is_turned_into_nobody() -> None:
    other = Attendee(name="Marsh & Co, Ltd", email="desk@ottersoft.example")
    assert names(invitation("Technical interview - Ottersoft", "Hi Rowan", HOST, other)) == ["Petra Oakes"]


def test_a_list_in_html_names_one_person_a_line() -> None:
    text = "Hi Rowan,<ul><li>Ada Quill, Staff Data Engineer</li><li>Bo Marsh, Team Manager, River Data</li></ul>See you"
    assert names(invitation("Technical interview - Ottersoft", text, HOST)) == ["Ada Quill", "Bo Marsh"]


def test_the_rest_of_a_post_is_nobody() -> None:
    text = "Interviewers: Ada Quill, Team Manager, River Data and Bo Marsh, Staff Data Engineer"
    assert names(invitation("Technical interview - Ottersoft", text, HOST)) == ["Ada Quill", "Bo Marsh"]


@pytest.mark.parametrize(
    "line",
    ["12:00 Finish", "12:00 Coding Exercise", "12:00 - Farewell Drinks", "12:00 Ende", "12:00 Lunch, Café Heron"],
)
def test_what_one_does_is_nobody_to_thank(line: str) -> None:
    text = f"10:00 Ada Quill (Head of Design)\n{line}"
    assert names(invitation("Onsite interview Ottersoft", text, HOST)) == ["Ada Quill"]


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("11:00 System design: Bo Marsh, Head of Rivers", "Bo Marsh"),
        ("11:00 Pairing with Bo", "Bo"),
        ("11:00 Fachgespräch mit Frau Marsh", "Frau Marsh"),
        ("11:00 Cy", "Cy Trial"),
    ],
)
def test_a_line_of_an_agenda_names_a_person_by_more_than_a_capital(line: str, person: str) -> None:
    text = f"10:00 Ada Quill (Head of Design)\n{line}"
    invited = Attendee(name="Cy Trial", email="cy@ottersoft.example")
    assert names(invitation("Onsite interview Ottersoft", text, HOST, invited)) == ["Ada Quill", person]


@pytest.mark.parametrize(
    "greeting",
    [
        "Guten Tag Frau Tindall,",
        "Dear Rowan",
        "Sehr geehrte Frau Dr. Tindall,",
        "Dear Ms R. Tindall,",
        "> Hi Ro!",
        "Sehr geehrte Frau Tindall-Berg,",
    ],
)
def test_who_is_greeted_is_no_interviewer(greeting: str) -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@ashbyhq.com")
    text = f"{greeting}\n\nyour interview for the Data Engineer role is booked. Ms Marsh will meet you."
    assert names(invitation("Technical interview - Ottersoft", text, host)) == ["Ms Marsh"]


def test_the_owner_is_no_interviewer_under_any_form_of_their_name() -> None:
    text = "Interviewers: R. Tindall, Ms Tindall, Rowan, Tindall Rowan, Ada Quill"
    other = Attendee(name="Rowan Tindall", email="rowan@elsewhere.example")
    assert "Rowan Tindall" not in names(invitation("Technical interview - Ottersoft", "", HOST, other))
    assert names(typed("Interview - Larkspur Foods #interview", text)) == ["Ada Quill"]


def test_the_recruiter_is_a_person_and_not_the_agency() -> None:
    host = Person(name="Sam Petrie", email="sam@ashgrove.example")
    signature = "Sam Petrie\nSenior Consultant, Data\nAshgrove Hale Recruitment | 0161 496 0000"
    judgement = invitation("Interview with Larkspur Foods", f"Interview with: Ada Quill, Baker\n\n{signature}", host)
    assert judgement.recruiter == host
    assert names(judgement) == ["Ada Quill"]
    assert typed("Job interview - Larkspur Foods", "Ashgrove Hale Recruitment").recruiter is None
    assert typed("Job interview - Larkspur Foods", signature).recruiter == Person(name="Sam Petrie")


@pytest.mark.parametrize(
    "text",
    [
        "10:00 Welcome with me (Petra Oakes, People Coordinator)\n10:30 Ada Quill, Baker",
        "Ada Quill, Baker, will question you. Petra Oakes coordinates.",
        "Ada Quill, Baker. Write to Petra Oakes, Recruiting Coordinator, if you need another time or a quieter room.",
        "I'm Petra, Talent Partner at Ottersoft. Ada Quill (Baker) will meet you.",
    ],
)
def test_who_coordinates_is_the_recruiter_and_no_interviewer(text: str) -> None:
    judgement = invitation("Technical interview - Ottersoft", text, HOST)
    assert judgement.recruiter == HOST
    assert names(judgement) == ["Ada Quill"]


def test_who_organises_and_does_not_question_runs_the_process() -> None:
    judgement = invitation("Technical interview - Ottersoft", "Interviewer: Ada Quill", HOST)
    assert (judgement.recruiter, judgement.sources["recruiter"]) == (HOST, "organiser")
    alone = invitation("Technical interview - Ottersoft", "Interviewer: Petra Oakes", HOST)
    assert alone.recruiter is None


def test_a_recruiter_in_a_list_of_interviewers_is_both() -> None:
    text = "Interviewers: Ada Quill (Baker), Petra Oakes (Recruiter)"
    judgement = invitation("Technical interview - Ottersoft", text, HOST)
    assert names(judgement) == ["Ada Quill", "Petra Oakes"]


def test_a_recruiter_who_invites_alone_to_a_call_holds_it() -> None:
    judgement = invitation("Phone interview - Ottersoft", "Petra Oakes, Recruiter, will call you.", HOST)
    assert (judgement.round, names(judgement)) == (RoundKind.RECRUITER_SCREEN, ["Petra Oakes"])


@pytest.mark.parametrize("address", ["no-reply@greenhouse-mail.example", "no-reply@us.greenhouse.io", "x@lever.co"])
def test_the_system_an_employer_writes_with_is_never_the_employer(address: str) -> None:
    host = Person(name="Larkspur Foods Recruiting", email=address)
    text = "Interviewer: Ada Quill\nSent by Greenhouse on behalf of Larkspur Foods. Interview with Lever."
    judgement = invitation("Interview with Larkspur Foods: Data Engineer", text, host)
    assert (judgement.company, names(judgement)) == ("Larkspur Foods", ["Ada Quill"])
    assert invitation("Technical interview: Data Engineer", text, host).company == "Larkspur Foods"
    assert typed("Job interview - Calendly").company is None


@pytest.mark.parametrize(
    ("description", "number"),
    [
        ("Ada Quill will call you on 07700 900111.", None),
        ("Your phone number: 07700 900111", None),
        ("Wir rufen Sie unter +49 30 23125 555 an.", None),
        ("We ring +44 7700 900111.\nYour number: 07700 900111\nPetra Oakes\n07700 900111", None),
        ("Candidate: Rowan Tindall, 07700 900111", None),
        ("07700 900111", None),
        ("Please call me on 0161 496 0000.", "0161 496 0000"),
        ("We call you on 07700 900111. You reach me on 0161 496 0000.", "0161 496 0000"),
        ("I will ring you.\n\nPetra Oakes\nBaker | 0161 496 0000", "0161 496 0000"),
        ("Dial +44 161 496 0000, PIN: 000431776", "+44 161 496 0000"),
        ("Please call me, reference 0012345678, on 12.03.2026", None),
    ],
)
def test_the_number_is_the_other_sides_and_never_the_owners(description: str, number: str | None) -> None:
    judgement = invitation("Phone interview - Ottersoft", description, HOST)
    assert (judgement.medium, judgement.phone) == (Medium.PHONE, number)


@pytest.mark.parametrize(
    ("summary", "description", "number"),
    [
        ("Phone interview - Larkspur 0161 496 0000", "she rings me", "0161 496 0000"),
        ("Phone interview - Larkspur", "Ada on 0161 496 0000 if late", "0161 496 0000"),
        ("Phone interview - Larkspur", "they call me on 07700 900111", None),
        ("Phone interview - Larkspur 12-03-2026", "", None),
    ],
)
def test_a_number_the_owner_typed_is_one_to_call_unless_they_are_called_on_it(
    summary: str, description: str, number: str | None
) -> None:
    assert typed(summary, description).phone == number


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("Lead Data Engineer (perm, hybrid Leeds)", "Lead Data Engineer"),
        ("Lead Data Engineer, perm, 3 days Leeds", "Lead Data Engineer"),
        ("Lead Data Engineer, Remote, UK", "Lead Data Engineer"),
        ("Lead Data Engineer (12 month contract)", "Lead Data Engineer"),
        ("Engineer, Remote Sensing", "Engineer, Remote Sensing"),
        ("Line Cook (2nd shift)", "Line Cook (2nd shift)"),
    ],
)
def test_the_terms_of_a_post_are_not_part_of_it(written: str, role: str) -> None:
    judgement = invitation("Interview with Ottersoft", f"Role: {written}", HOST)
    assert (judgement.role, judgement.sources["role"]) == (role, "description")
    assert typed("Interview with Ottersoft", f"role: {written}").role == role


def test_a_post_in_brackets_behind_a_name_is_that_persons() -> None:
    judgement = typed("Final interview Larkspur w/ Ada Quill (Head of Baking, hiring manager)", "Pastry Chef. Bring ID")
    assert (judgement.role, names(judgement)) == ("Pastry Chef", ["Ada Quill"])


def test_a_person_with_their_post_in_brackets_is_an_interviewer() -> None:
    judgement = typed("Phone interview - Larkspur (Ada Quill, pastry chef) 0161 496 0000", "job = Line Cook")
    assert (judgement.company, judgement.role, names(judgement)) == ("Larkspur", "Line Cook", ["Ada Quill"])


def test_names_below_their_announcement_are_all_interviewers() -> None:
    host = Person(name="Ottersoft Hiring", email="no-reply@ashbyhq.com")
    html = "<p>Two people you would work with:</p><ul><li>Ada Quill</li><li>Bo Marsh (Baker)</li></ul><p>See you</p>"
    assert names(invitation("Technical interview - Ottersoft", html, host)) == ["Ada Quill", "Bo Marsh"]
    text = "Interviewers:\n- Ada Quill\n- Bo Marsh\n\nWhat to bring with you:\n- Delta Lakes\n- River Basins"
    assert names(invitation("Technical interview - Ottersoft", text, host)) == ["Ada Quill", "Bo Marsh"]


def test_names_with_the_surname_first_are_parted_by_semicolons() -> None:
    text = "Interviewers: Winterhalter, Ines; Quill, Ada"
    assert names(invitation("Technical interview - Ottersoft", text, HOST)) == ["Ines Winterhalter", "Ada Quill"]
