"""The rules that Quorate cites to people, in plain words: what *Why?* shows.

The ids are those of docs/rules.md; the council's own value comes from its profile.
"""

from __future__ import annotations

from dataclasses import dataclass

from cppm.councils.profile import COMPLAINTS, DEFAULT, LocalLimit, Profile, QuorumRule
from cppm.timing.catalogue import Clock

QUORUM = ("QUO-01", "QUO-02", "QUO-03", "QUO-05")
"""The rules that a council's quorum answers."""


@dataclass(frozen=True)
class Rule:
    """A rule in plain words, without a number that a council could set otherwise.

    `guide` names where it stands; empty, it stands where the council's practice does.
    """

    id: str
    title: str
    words: str
    guide: str = ""


_HOUSE = "A rule of this house, so that the guide can be followed"

_RULES = [
    Rule("GEN-01", "A formal meeting, no court", "A planning meeting is a formal meeting of many agencies. It has no legal standing of its own, and its outcome is not a legal order."),
    Rule("GEN-04", "Seven tasks", "Every meeting shares what is relevant, judges risk now and later, hears child and parents, looks at needs and how they are met, builds or reviews the plan, decides on the register, and considers compulsory measures."),
    Rule("GEN-05", "Each meeting has its stages", "A meeting is booked, people are invited, it is opened, decided and closed. What can be done depends on where it stands.", _HOUSE),
    Rule("GEN-06", "A special review", "Any practitioner can ask for a review before it is due, when something significant has changed or happened. The chair answers with reasons."),
    Rule("GEN-07", "Pre-birth meetings", "A pre-birth meeting decides about risk before and after birth, and the plan is ready before the baby is born."),
    Rule("GEN-08", "Risk before a birth", "Before a birth people look at risks that are known to matter, such as domestic abuse, earlier concerns about brothers and sisters, substance use, mental health, homelessness and justice, and at others that show."),
    Rule("GEN-09", "What comes with a birth", "Before a birth people also consider whether the name goes on the register, whether it is safe to go home, an order at birth, supervised contact, and how the baby leaves hospital. What stays open has its reason."),
    Rule("GEN-10", "Safe at home", "An initial meeting also considers whether the child can safely stay at home, and whether the Children's Reporter is told."),
    Rule("GEN-11", "An interim plan", "A first meeting may come before the full assessment. Then the plan is an interim one, and it says so."),
    Rule("GEN-12", "A plan that is there already", "Where a child has a plan already, it is looked at again in the light of the new concerns."),
    Rule("GEN-14", "What a review is for", "A review looks at how the plan has worked and at what is new, and decides whether a child's name stays on the register or is removed. It is about children whose names are on it."),
    Rule("GEN-15", "Only a review removes", "A name comes off the register at a review meeting and nowhere else, because that meeting looks at how the plan has worked."),
    Rule("GEN-17", "When a family moves", "When a child with a plan has moved for good, the receiving area holds a transfer meeting, so that what is known moves with the child."),
    Rule("MOV-01", "The other council is told", "When a family moves for good to another council's area, that council is told at once and then in writing."),
    Rule("MOV-02", "The move is assessed", "The council that the family leaves assesses what the move changes. If the risk is lower, a review decides whether the name comes off; staff of the other council best attend it."),
    Rule("MOV-03", "Support over there", "Where support at a lower level is still needed, the other council is asked for it."),
    Rule("MOV-04", "A transfer meeting", "If the risk goes on or grows, the council that the family has moved to holds a transfer meeting."),
    Rule("MOV-05", "Records go by secure means", "After a move for good the case records go to the other council by secure means, and somebody says that they have."),
    Rule("MOV-06", "How long they stay", "When a family stays elsewhere for a while, the other council is told for how long, where that is known."),
    Rule("MOV-07", "Placed there for the time being", "The council where the family stays places the name on its own register at once, for as long as they stay."),
    Rule("MOV-08", "Both hear when it ends", "Both councils tell each other when a temporary registration is not needed any more, and why."),
    Rule("MOV-09", "Seen while away", "While a child stays elsewhere it is agreed who sees the child and how the plan goes on."),
    Rule("GEN-21", "Prepared beforehand", "Whoever arranges a meeting and whoever is invited has a checklist: what is found out, said and settled before people sit together."),
    Rule("MOV-10", "Safe meanwhile", "Until the transfer meeting both areas agree an interim safety plan."),
    Rule("MOV-11", "Which council is which", "The originating council is where the name is registered; the receiving one is where the family has moved to."),
    Rule("TIM-08", "How soon a transfer meeting is", "A transfer meeting is held soon after it is confirmed that the family stays, so that nobody falls between two areas."),
    Rule("QUO-08", "Who must be there at a transfer", "At a transfer meeting both areas are there: social work of each, a manager of each, and health, education and police."),
    Rule("PAR-01", "Two parts", "Where there has been domestic abuse, or where brothers and sisters have different fathers, a meeting may be held in two parts. Chair and lead professional agree on it."),
    Rule("PAR-02", "Safety and privacy decide", "What is said in one part stays in it. Whoever was in the other part alone does not learn of it, on a card, in a message or in the key points."),
    Rule("PAR-04", "A longer slot", "A meeting takes longer with an interpreter, in separate parts, or about several children; so its slot is longer from the start."),
    Rule("ADR-01", "Every new address is passed on", "Whenever a child on the register, or an unborn baby, has another address, it goes into the children and families database and CP Administration is told, without delay. So nobody falls out of sight by moving."),
    Rule("ADR-02", "Which changes count", "Every change counts: to foster or kinship care, with the family for good or for a while, and when a placement ends."),
    Rule("ADR-03", "A stay outside the area", "When a child is on holiday or stays with somebody in another area, the keeper of the register there is told: at once, and then in writing."),
    Rule("ADR-04", "A visit during a stay", "By how long the family is away and what the risk is, the lead professional and the team leader decide whether somebody visits the child meanwhile, and who."),
    Rule("RAI-05", "An address that could endanger", "Where a child lives, or goes to school, can put people in danger once somebody learns it. Such an address is kept apart, shown only to those who need it, and never put into anything addressed to whoever must not learn it."),
    Rule("TIM-18", "How soon an address is passed on", "A new address is recorded and passed on without delay."),
    Rule("CON-01", "Asking for a meeting", "Any practitioner can ask for a planning meeting. It usually follows a discussion between agencies, such as an IRD."),
    Rule("CON-03", "A request has an answer", "Practitioners, and children, parents and carers too, may ask for a meeting at any time. Children and Families Social Work decides, and says why."),
    Rule("CON-04", "Who arranges", "Children and Families Social Work arranges and manages meetings, with administration of its own. It knows who takes part and who holds which duty."),
    Rule("CON-05", "Who chairs", "A senior officer who does not work with the family chairs, so that every view is weighed alike."),
    Rule("CON-06", "The same chair", "The same person chairs the review wherever possible, because they know what was decided and why. Where that can't be, the reason is recorded."),
    Rule("CON-07", "Who agrees the list", "The chair decides with the lead professional who is invited, so that people are there because they are needed and it is safe.", "Highland guidance on participation; national guidance 3.154 on"),
    Rule("CON-08", "Who books", "The lead professional books the date with CP Administration and says early whether more time, separate parts or an interpreter are needed."),
    Rule("CON-09", "Why there are dates", "Timescales are there to stop drift: a child should not wait because a date slipped."),
    Rule("PLN-10", "A qualified lead professional", "One plan, co-ordinated by a lead professional who is a qualified social worker.", "South Lanarkshire guidance on core groups"),
    Rule("LPP-02", "In one part or two", "Where people are not safe together, or privacy asks for it, a meeting is held in separate parts. The lead professional thinks of it first."),
    Rule("CHI-01", "Whether a child comes", "A child is invited wherever that is safe and right. What they want, what it may do to them and whether it is safe are weighed, and nobody takes it for granted that they can't or won't."),
    Rule("CHI-03", "A child who is not invited", "A child who is not invited hears so in person, and why, unless there are reasons not to tell them.", "Highland guidance on participation"),
    Rule("CHI-04", "A child who comes is prepared", "A child who comes knows beforehand who is there and how it goes, and the meeting is held so that a child can follow it and speak.", "Highland guidance on participation"),
    Rule("CHI-05", "Views before and after", "A child's views are wanted before the meeting and after it, whether or not they are there. For a baby, presentation and behaviour speak.", "Highland guidance on participation"),
    Rule("CHI-08", "Why a child was there or not", "Why an older child came or did not, and what was weighed, goes into the record.", "Highland guidance on participation"),
    Rule("LPP-01", "Told early", "Child and parents hear as early as possible that there will be a meeting, and why."),
    Rule("PAR-05", "An interpreter", "The lead professional settles with the family how fluent they are, tells the chair when booking, and books the interpreter. Nobody of the family interprets."),
    Rule("PAR-10", "Armed forces", "Where the family has a tie to the armed forces, somebody of their welfare service is thought of for the list."),
    Rule("PAR-11", "Help to understand", "Parents have an advocate or an interpreter where they need one to understand the reasons and what must change.", "Argyll and Bute practice note"),
    Rule("PAR-06", "Somebody in support", "An advocate supports, and so may a friend or relative if the chair agrees. They have no other part in the meeting.", "Highland guidance on participation"),
    Rule("PAR-07", "Everybody may bring somebody", "Each child, parent and carer may bring an advocate or a support person."),
    Rule("PAR-09", "A parent who holds back information", "Where a parent does not want a child to have information or an advocate, the chair considers how to respond.", "Highland guidance on participation"),
    Rule("PTP-03", "How the meeting goes", "Parents hear beforehand how information is presented and discussed.", "Highland guidance on participation"),
    Rule("PTP-01", "Time and support", "Parents need time and support before the meeting, in it and after it.", "Highland guidance on participation"),
    Rule("PTP-04", "Information to read", "Children and parents get information about planning meetings to read: local leaflets, or national information.", "Highland guidance on participation"),
    Rule("PTP-05", "The family understands", "Child and parents understand clearly, in plain language, why a name is on the register and what must change.", "Argyll and Bute practice note"),
    Rule("MIN-28", "Minutes with the family", "The lead professional makes sure that child and parents have read and understood the minutes, and answers their questions."),
    Rule("LPP-03", "Interpreter", "Everyday English is seldom enough for a formal meeting. The lead professional settles this with the family and books an interpreter together with the meeting."),
    Rule("LPP-04", "Putting the list together", "The lead professional puts the list together, and speaks with the chair at once about anybody who may be a risk to others."),
    Rule("LPP-05", "Safe coming and going", "In a meeting in two parts people come and go safely: transport, different exits, and nobody meets in the doorway."),
    Rule("LPP-06", "Other needs", "What somebody needs to take part, such as access or another way of speaking, is told to the chair early, so that there is time for it."),
    Rule("LPP-07", "The date", "The family hears the date from the lead professional, and hears it again when it changes."),
    Rule("LPP-08", "The assessment report", "The lead professional's report is with the chair by the date on the invitation."),
    Rule("LPP-09", "Support and reassurance", "Families often fear that a meeting means losing their child. They are told how it runs and what may come of it."),
    Rule("LPP-10", "Whether and how a child attends", "Each child is asked whether they want to come and how it could work for them. Nobody assumes that they can't or don't want to."),
    Rule("LPP-11", "Advocacy", "Children are referred for advocacy, so that somebody helps them to be heard."),
    Rule("LPP-12", "Somebody beside them", "Parents and carers have a right to bring a support person or an advocate, and are told so."),
    Rule("LPP-13", "Childcare", "Parents of very young children need somebody to look after them during the meeting."),
    Rule("LPP-14", "Views for the report", "The views of child and parents belong in the lead professional's report."),
    Rule("LPP-15", "Who will be there", "The family knows beforehand who comes and why, and that everybody there keeps their privacy."),
    Rule("LPP-16", "The report first", "The lead professional shares the report with child and family before the meeting, and sees that they understand it."),
    Rule("LPP-17", "Leaflets", "The council's leaflets for children and for parents are handed over, printed or as a link, as the family prefers."),
    Rule("LPP-18", "Nothing for the first time in the room", "Families should know beforehand what will be said about them. So every report is shared with them before the meeting, and the day before the chair and the lead professional hear of any that is not."),
    Rule("INV-01", "A short list", "Only people who need to know, or are essential to the plan, are invited."),
    Rule("INV-02", "Coming to take part", "People come to take an active part, to speak for their agency and to share what they know."),
    Rule("INV-03", "Every family member has a line", "Children, parents, carers and people with parental responsibilities are always invited when it is safe. Where somebody is not, the reason is written down."),
    Rule("INV-04", "Who is thought of", "Beside the family: social work, police, health, education, those who work with the parents, the third sector, housing, the armed forces where there is a tie, and the Children's Reporter to observe."),
    Rule("INV-05", "Who is always invited", "The specialist police officer, the allocated social worker, education or nursery, the right health professional for the child's age, and the GP."),
    Rule("INV-07", "Briefing carers and volunteers", "Carers, childminders and volunteers may be invited. The practitioner closest to them tells them what the meeting is for, what they can contribute, that it is confidential, and that the child's interests come first."),
    Rule("INV-08", "A colleague takes over", "Somebody who takes over responsibility for a case may come to the meeting to learn how things stand. What is owed goes over with the responsibility, and who had it before reads no more than they need."),
    Rule("INV-09", "Why each person is there", "People are invited because of a direct contribution or their professional role."),
    Rule("INV-10", "What is asked of each", "Everybody knows what the meeting is for and why their part in it matters."),
    Rule("ATT-01", "Being there", "Whoever is invited makes every effort to come: a child is protected by what people who know the family tell each other."),
    Rule("ATT-02", "Deputies", "Somebody who can't come sends a deputy who knows the situation and may speak for the agency."),
    Rule("ATT-03", "Deputies are briefed", "A deputy without knowledge of the family is fair neither to the family nor to the others."),
    Rule("ATT-04", "Confirm attendance", "Each practitioner confirms that they, or their deputy, will come. The chair needs it to know whether the meeting can go ahead."),
    Rule("ATT-05", "What an absence can do", "Without enough agencies a meeting may be called off at short notice, which is very distressing for a family that has waited for it."),
    Rule("ATT-06", "One's own records", "Everybody goes through their own service's records on child and parents before they come."),
    Rule("ATT-07", "The report by its day", "Everybody hands in their report by the date asked, on their service's own template where there is one."),
    Rule("ATT-08", "Sharing the report", "Everybody shares their report with the family before the meeting, and sees that it is understood."),
    Rule("ATT-09", "Who should not be there", "Whoever thinks that somebody should not be in the room tells the chair beforehand, in private."),
    Rule("ATT-10", "Restricted information", "Whoever holds information that not all may hear tells the chair beforehand."),
    Rule("ATT-12", "A short overview", "Everybody comes on time and gives a short overview of their report; notes of the key points help."),
    Rule("ATT-16", "Reasons for every view", "Reasons matter as much when risk has gone down as when it has gone up. The measure is the risk of significant harm."),
    Rule("ATT-22", "Students", "The family and the chair both agree beforehand, and the family is under no pressure to."),
    Rule("REP-01", "Who writes a report", "Everybody invited for their agency is asked for a written report on its involvement."),
    Rule("REP-02", "A report is not optional", "A report is always owed. It can be awaited, filed or overdue."),
    Rule("REP-03", "Due even when you can't come", "The report is due whether or not you attend; it speaks for the child in your absence."),
    Rule("REP-04", "Report date", "Reports are in by the date on the invitation, so that the chair and the family can read them."),
    Rule("REP-05", "What a report looks like", "Statutory agencies write it on their own template; third and independent sector partners on their own or the one sent with the invitation."),
    Rule("REP-06", "What a third sector report is about", "A report of the third sector says how the organisation is involved, and what that means for the child's safety and care."),
    Rule("REP-07", "A chronology with it", "Each report comes with a chronology of what the agency knows, so that the meeting sees a pattern and not only an event."),
    Rule("REP-08", "Reports before the meeting", "The chair has each report with its chronology beforehand; in the meeting the gist is enough."),
    Rule("REP-09", "Families see reports first", "Parents, and the child where old enough, see the report before the meeting and can say what is wrong. Nobody should hear it for the first time in the room."),
    Rule("REP-10", "Time for the report with the family", "The family gets the report in a form they can follow: Easy Read, read aloud, or with an interpreter. Time for it is planned in the days before the meeting."),
    Rule("REP-12", "Views in writing", "Children and parents may put their views in writing, and are encouraged to. An advocate can help."),
    Rule("RAI-01", "Kept apart", "Some information can't be shared freely with the family and whoever is there for them. It is kept apart from the meeting, for those who are named to read it, and each reading is noted."),
    Rule("RAI-02", "Speaking with the chair alone", "Anybody involved may ask to speak with the chair, so that information can be shared with practitioners without the family."),
    Rule("RAI-03", "The exception", "Information is restricted only in exceptional circumstances, and no longer than needed. The chair sees how often it is asked for, and decides anew when its day comes."),
    Rule("RAI-04", "Restricted information", "It is for exceptional circumstances, and whoever restricts it says why. The chair decides how the meeting hears it."),
    Rule("RAI-07", "No further without leave", "Restricted information goes on to nobody else unless whoever gave it has agreed to that."),
    Rule("RAI-08", "The confidential section", "The chair may speak with practitioners without the family for a short while, and first explains to the family why they leave."),
    Rule("QUO-01", "Quorum first", "The chair makes sure at the start that enough agencies are there for a decision that is truly multi-agency."),
    Rule("QUO-02", "Never one agency", "A meeting never goes ahead with one agency alone, whatever the reason."),
    Rule("QUO-03", "What a quorum is", "Enough different services, agencies or professional groupings make a quorum; most often police, social work and health or education."),
    Rule("QUO-06", "Not quorate", "Without enough agencies a meeting may have to be put off. The new date and the agencies that were missing are recorded."),
    Rule("QUO-05", "Too few agencies", "Without a quorum the chair may go ahead in exceptional situations, when satisfied that what is essential is known. The reason is recorded."),
    Rule("CHR-01", "The chair's part", "Some steps belong to the chair alone, because the chair answers for them."),
    Rule("CHR-02", "The chair reads first", "The chair reads every report before the meeting."),
    Rule("CHR-03", "The chair speaks with the family", "Before the meeting the chair tells parents, and the child where that is right, what it is for, who comes, how it runs and what may come of it, and answers questions."),
    Rule("CHR-04", "The family is prepared", "The chair makes sure that the lead professional has prepared the family and whoever represents them."),
    Rule("CHR-05", "How a meeting starts", "Introductions, apologies and absences, quorum, why the meeting was called, possible outcomes and confidentiality."),
    Rule("CHR-16", "Reasons for the decision", "The chair says clearly why, with the risks and vulnerability factors, so that the family and everybody else can understand it."),
    Rule("CHR-17", "Nothing left open", "Before people leave it is clear who leads, who is in the core group, what happens now, and who tells those who were not there."),
    Rule("CHR-18", "Immediate actions", "Until the core group has made the plan, the actions say who does what by when."),
    Rule("CHR-19", "No name on the register", "When a name is not placed, or is removed, the chair says why, and which actions meet the child's needs."),
    Rule("CHR-20", "What the family can do", "At the end the family hears how to ask for a review of the decision, and how to complain."),
    Rule("CHI-06", "The child is heard", "The child's views are obtained, presented and recorded whether or not the child is there. For a baby, presentation and behaviour speak."),
    Rule("DEC-01", "Summary before views", "The chair first sums up risks, needs and protective factors and makes sure child and parents are heard; then views are asked."),
    Rule("DEC-03", "Asked and invited", "Statutory partners are asked for a view. Voluntary partners are invited to give one and may pass without reproach."),
    Rule("DEC-04", "Reasons from the evidence", "Each view is a person's own and rests on evidence. One given by phone, by letter or aloud is recorded with how it came."),
    Rule("DEC-05", "What can be decided", "A pre-birth or initial meeting places or does not place a name; a review retains or removes it."),
    Rule("DEC-08", "The chair decides", "Without a clear consensus the chair decides on an analysis of the evidence, and explains it."),
    Rule("DEC-09", "Independent scrutiny", "A decision without consensus is looked at by a service manager who had no part in the case or the meeting."),
    Rule("DEC-10", "The decision is explained", "The chair explains the decision to those present, and everybody can record dissent."),
    Rule("DEC-12", "Who gives no view", "Observers such as the Children's Reporter, students, support persons, interpreters and minute takers have no part in the decision."),
    Rule("DIS-01", "Dissent", "Whoever disagrees with the decision may formally record it, in their own words. It is kept with the minutes."),
    Rule("DIS-02", "Tell your manager", "Whoever dissents tells their line manager and considers the resolution and escalation guide."),
    Rule("DIS-05", "Protection goes on", "Protective actions continue while a disagreement is worked out."),
    Rule("DIS-04", "Complaints", "A complaint about a person or an agency goes to that agency's own complaints procedure."),
    Rule("DIS-06", "Three different matters", "Disagreeing with a decision, a family's challenge of it, and how somebody has behaved are three matters, and each has its own way."),
    Rule("DIS-07", "A family may ask for a review", "A child, parent or carer, or somebody for them, may ask a service manager in writing to review the decision. The lead professional points them to support."),
    Rule("DIS-08", "Three grounds for a review", "The service manager reviews the decision when relevant information was not available, when there are reasonable grounds to think that information was inaccurate or insufficient, or when the decision was not reasonable on the evidence."),
    Rule("DIS-09", "Another meeting, another chair", "When one of the grounds applies and could have led to another decision, there is another meeting with another chair."),
    Rule("DIS-10", "The answer is final", "The service manager's decision is final and is reported to the chief social work officer."),
    Rule("DIS-11", "When the family does not accept it", "After the service manager's answer there is the council's complaints procedure."),
    Rule("OUT-07", "Main areas of concern", "Some councils register each name under at least one of their main areas of concern.", "Argyll and Bute practice note"),
    Rule("OUT-01", "What is decided", "A first meeting decides whether to place the name on the register, a review whether it stays. Guides do not say what a transfer meeting decides, so the council does."),
    Rule("OUT-09", "Evidence for each concern", "Each area of concern is recorded with its evidence.", "Argyll and Bute practice note"),
    Rule("OUT-10", "Reasons, risks, vulnerabilities", "The chair confirms the reasons for registration and the risks and vulnerability factors."),
    Rule("OUT-11", "Children's Reporter", "At every meeting but a pre-birth one the chair says whether a referral to the Reporter should be made: may compulsory measures be needed?"),
    Rule("OUT-12", "Unborn babies", "An unborn baby can't be referred to the Reporter yet."),
    Rule("OUT-15", "Core group named", "If a name is placed, those at the meeting agree who is in the core group."),
    Rule("OUT-03", "When a name comes off", "There is evidence that the risk has gone down and that protective factors have become stronger, and all the agencies involved and the family are represented."),
    Rule("OUT-04", "The family is told of a removal", "When a name is removed, child and family are told, with the support that goes on."),
    Rule("CG-01", "Who is in a core group", "Those who work directly with the child and the family, the lead professional, and the child, parents and carers themselves: a small group that carries the plan out.", "South Lanarkshire guidance on core groups; national guidance"),
    Rule("CG-02", "A small group", "Only those who work directly with the family are in the core group, so that it stays small and people can talk.", "South Lanarkshire guidance on core groups"),
    Rule("CG-05", "First core group", "Its date is agreed before people leave the meeting.", "South Lanarkshire guidance on core groups"),
    Rule("CG-04", "Who chairs the core group", "Social work convenes and chairs the core group.", "South Lanarkshire guidance on core groups"),
    Rule("CHR-21", "Review date", "A review is booked whenever a name is placed or kept."),
    Rule("CHR-22", "Who tells the absent", "It is clear who tells parents and children who were not there, and by when."),
    Rule("SUM-01", "Key points after every meeting", "After every meeting, whatever it decided, the key points go out in writing at once."),
    Rule("SUM-02", "Who gets the key points", "Everybody who attended in a working role and everybody invited who could not come. Not people who were not invited or were excluded."),
    Rule("SUM-03", "Three parts", "The decision, the reasons, and clear actions with who and by when."),
    Rule("SUM-04", "The chair approves", "Nothing goes out before the chair has approved it."),
    Rule("TIM-01", "Notice", "People get time to prepare and to see the family."),
    Rule("TIM-02", "When an initial meeting is held", "An initial meeting is held as soon as possible, and within the council's limit."),
    Rule("TIM-03", "When a pre-birth meeting is held", "A pre-birth meeting is held early enough in the pregnancy for the plan to be ready before the birth."),
    Rule("TIM-04", "Late presentation", "When a concern comes late in a pregnancy, the limit of the pre-birth meeting counts from the concern."),
    Rule("TIM-05", "First review", "The first review comes within the council's limit, so that a plan is never left to itself."),
    Rule("TIM-06", "Later reviews", "Each review is held by the day that the one before set, or earlier when something changes."),
    Rule("TIM-09", "When the key points are out", "The key points go to everybody soon after the meeting's end, so that everybody does what was agreed."),
    Rule("TIM-11", "First core group", "The core group meets soon after the planning meeting. Where a guide does not say whether it counts calendar or working days, both dates are shown; aim at the earlier."),
    Rule("TIM-16", "Report date", "Reports are due by the date on the invitation."),
    Rule("EXC-01", "Who keeps somebody of the family out", "Parents, carers and those with parental responsibilities are invited. In exceptional circumstances the chair, and nobody else, may decide that somebody is not."),
    Rule("EXC-02", "On which grounds", "The ground is a significant risk to others, the child among them, or another of the grounds that the guides name. It is recorded."),
    Rule("EXC-03", "By video or phone first", "Whether somebody can take part by video or phone is always considered before they are kept out. It is not an answer where it would reveal, say, where a refuge is."),
    Rule("EXC-05", "Legal advice first", "It is prudent to take legal advice before somebody with parental responsibilities and rights is not invited."),
    Rule("EXC-06", "The reasons are shared", "The reasons are written down, and the person who is kept out is told them directly."),
    Rule("EXC-07", "Heard all the same", "The views of somebody who is kept out are obtained wherever possible, and shared at the meeting."),
    Rule("EXC-08", "Who tells the outcome", "The chair names who tells somebody who was kept out what was decided, and by when. The minutes say so."),
    Rule("EXC-09", "Excluded in the hour", "Just before the meeting or in it the chair may exclude somebody from all or part of it: for threats, for disturbing it on purpose, or when they are too intoxicated to follow."),
    Rule("EXC-11", "Whether the police are called", "Where somebody is threatening or violent, calling the police is considered and the policy on violence and aggression is followed."),
    Rule("EXC-12", "A safe way", "Whoever is kept out is spoken with in a way that is safe for those who do it."),
    Rule("TIM-25", "Telling somebody who was not there", "The chair names who tells them and by when, and it is followed until done."),
    Rule("GEN-13", "Safety does not wait for a meeting", "Safety planning starts when a concern is received. When a limit passes, an interim safety plan is in place and shared, a manager agrees, and the reasons are recorded.", "National guidance 3.38"),
    Rule("GEN-16", "Under review as long as the name is on the register", "As long as a child's name is on the register, the core group keeps the situation under review."),
    Rule("PLN-01", "A written plan", "The plan is written down, usually at the first core group.", "Argyll and Bute practice note"),
    Rule("PLN-03", "Each action lowers a risk", "Actions are there to make a risk smaller or end it. Saying which one shows whether the plan works.", "Argyll and Bute practice note"),
    Rule("PLN-05", "Somebody answers for each action", "The plan says who is responsible for each action, so that nothing is left to nobody.", "Argyll and Bute practice note"),
    Rule("PLN-09", "Who does what by when", "Each action in the plan has a person and a day.", "South Lanarkshire guidance on core groups"),
    Rule("PLN-11", "The plan follows the meetings", "The plan is brought up to date after each core group, so that everybody works with the same one.", "South Lanarkshire guidance on core groups"),
    Rule("PLN-12", "Visits are co-ordinated", "The plan says who visits, how often and for what, so that the child is seen and the family is not overrun.", "South Lanarkshire guidance on core groups"),
    Rule("ATT-20", "Own part of the plan", "Everybody delivers their own part of the plan, and tells the core group when they can't, so that it can be changed in time."),
    Rule("REP-15", "Report for the review", "The lead professional writes the report for the review, with what the core group knows now.", "South Lanarkshire guidance on core groups"),
    Rule("REP-16", "A chronology of all agencies", "The agencies put their chronologies together by an agreed day, usually the first review, so that a pattern is seen.", "Argyll and Bute practice note"),
    Rule("CHR-24", "Referral to the Reporter", "When a referral to the Children's Reporter was agreed, the chair sees that it is made."),
    Rule("CHR-25", "Timescales are kept", "The chair makes sure that review dates, minutes and copies of the plan come in time."),
    Rule("DIS-03", "A dissent is answered", "What somebody disagrees with goes up their own line of management, and is answered there."),
    Rule("OUT-05", "Support goes on", "A name that comes off the register does not mean less support: with the family's consent it goes on through the child's plan."),
    Rule("OUT-14", "What the register holds", "The child, where old enough, and the parents are told what the register says about them and who may see it."),
    Rule("MIN-01", "A trained minute taker", "Minutes are taken by somebody trained for it, who knows how sensitive it is what people say there."),
    Rule("MIN-02", "Meetings are recorded", "Meetings on Teams, and those where some take part there, are recorded so that the minutes are accurate."),
    Rule("MIN-04", "Recordings are deleted", "Once the minutes are complete the recording is deleted."),
    Rule("MIN-11", "What the minutes hold", "When and where; who was asked, came or did not; the reports; what was said, in short; risks, needs and strengths; everybody's views; decisions, reasons and dissent; actions, and who tells whom."),
    Rule("MIN-18", "Named Person and lead professional", "The minutes say who the child's Named Person and lead professional are, so that everybody knows whom to turn to."),
    Rule("MIN-22", "The chair reads the minutes first", "The chair reads and checks the draft before anybody gets it."),
    Rule("MIN-23", "Everybody checks the minutes", "The minutes go to all who took part, who read them and say what is not right."),
    Rule("MIN-24", "Corrections go to the chair", "Whoever finds something wrong or missing tells the chair as soon as possible, and says clearly what."),
    Rule("MIN-25", "Corrections are an addendum", "The chair records agreed corrections as an addendum. The minutes themselves stay as they were."),
    Rule("MIN-27", "Kept in the child's file", "Everybody stores the minutes safely, in the child's file."),
    Rule("REG-03", "Who keeps the register", "Somebody keeps the register, apart from the case files, and answers at any hour. Quorate is not the register."),
    Rule("REG-04", "The register is kept current", "The register follows every decision: an alert that is out of date protects nobody.", "Argyll and Bute practice note"),
    Rule("CG-08", "Regular core groups", "The core group meets regularly, and oftener when the risk asks for it. The next date is set before people leave.", "South Lanarkshire guidance on core groups"),
    Rule("CG-09", "What the core group does together", "Its members gather and weigh information, make and carry out the plan, look at progress and recommend to the review. Everybody takes part, so that nothing drifts.", "South Lanarkshire guidance on core groups"),
    Rule("CG-10", "Significant changes", "When concerns grow, the chair of the planning meeting hears of it at once, within the council's limit at the latest."),
    Rule("CG-11", "When a family no longer engages", "That a family no longer works with the plan is a significant change too."),
    Rule("CG-12", "Contingencies are used", "When there is no progress or things get worse, what the plan provides for that case is done promptly."),
    Rule("CG-13", "Kept by every agency", "Each member keeps what the core group settled in their own agency's system.", "South Lanarkshire guidance on core groups"),
    Rule("CG-14", "A recommendation to the review", "Each member recommends, with reasons, whether the child's name should stay on the register. Where they differ the chair of the planning meeting is told, who decides at the review.", "South Lanarkshire guidance on core groups"),
    Rule("CG-15", "A record each time", "Each core group leaves a record: what was settled, the plan as it now stands, and whether registration is still needed.", "South Lanarkshire guidance on core groups"),
    Rule("CG-16", "An earlier review", "Anybody in the core group can ask for an earlier review."),
    Rule("CG-18", "The family is heard", "Whoever of the family is not there is asked for their views, in writing or aloud, and these are recorded."),
    Rule("CG-21", "The child is seen", "A practitioner sees the child regularly. Who saw the child, when, and whether alone, is recorded."),
    Rule("CG-26", "Carers may need help to come", "Foster carers may need support in order to come to the core group.", "South Lanarkshire guidance on core groups"),
    Rule("TIM-07", "Review after a pre-birth meeting", "After a pre-birth meeting the first review is earlier, at a time that the meeting sets."),
    Rule("TIM-10", "When the minutes are out", "The minutes are with those who took part soon enough for the plan to rest on them."),
    Rule("TIM-12", "Later core groups", "Core groups meet regularly, and oftener when the risk asks for it.", "South Lanarkshire guidance on core groups"),
    Rule("TIM-13", "How often the child is seen", "A child whose name is on the register is seen regularly."),
    Rule("TIM-14", "How soon a significant change is told", "The chair of the planning meeting is told of a significant change at once, or as urgently as it needs."),
    Rule("TIM-15", "Asking for a review of the decision", "A family may ask for a review of the decision, within the time that the council gives for it."),
    Rule("TIM-17", "The lead professional's report", "The lead professional's assessment report is with the chair by the date on the invitation."),
    Rule("TIM-19", "How soon the other council hears", "The other council is told of a move at once, and then in writing."),
    Rule("TIM-20", "How soon the name is placed there", "The council where the family stays places the name temporarily as soon as it hears."),
    Rule("TIM-21", "When the chronology is there", "The agencies agree by when their chronology is put together, usually by the first review.", "Argyll and Bute practice note"),
    Rule("TIM-22", "When the plan is written", "The plan is written or discussed at the first core group.", "Argyll and Bute practice note"),
    Rule("TIM-23", "When the plan is brought up to date", "After each core group the plan is brought up to date.", "South Lanarkshire guidance on core groups"),
    Rule("TIM-24", "When the record is written", "After each core group there is a record of it.", "South Lanarkshire guidance on core groups"),
    Rule("TIM-26", "Time for corrections", "Corrections to the minutes come as soon as possible, so that they can be completed."),
]  # fmt: skip

RULES: dict[str, Rule] = {rule.id: rule for rule in _RULES}


def council_value(rule_id: str, profile: Profile) -> str:
    """What this council says about a rule; what it takes over from elsewhere is called so.

    Where no guide says anything, that there is no local rule.
    """
    says = dict.fromkeys(_own_words(rule_id, profile))
    if says:
        return " ".join(says)
    taken = [f"{profile.sources[timed.source]}: {timed.says}" for timed in _taken_over(rule_id, profile)]
    if rule_id in profile.rules:
        taken.append(profile.rules[rule_id])
    nothing = f"{profile.name} adds no local rule to this one."
    return " ".join([nothing, *dict.fromkeys(taken)])


def clock_value(clock: Clock, profile: Profile) -> str:
    """What this council says about one clock, where its rule has several; with whose words they are."""
    own = clock.name in profile.own or clock.source == DEFAULT
    return clock.says if own else f"{profile.sources[clock.source]}: {clock.says}"


def where_it_stands(rule_id: str, profile: Profile) -> str:
    """The guide behind a rule: the source of the council's own value or, without one, of the rule itself."""
    timed = [t for t in _timed(rule_id, profile) if t.source != DEFAULT]
    if timed:
        return "; ".join(dict.fromkeys(profile.sources[t.source] for t in timed))
    quorum, rule = profile.quorum.source, RULES[rule_id]
    if rule_id in QUORUM and quorum != DEFAULT:
        return profile.sources[quorum]
    return rule.guide or (profile.guide if rule_id in profile.own else profile.practice)


def _own_words(rule_id: str, profile: Profile) -> list[str]:
    """What the council's own file says, and Quorate's own where no guide does."""
    says = [t.says for t in _timed(rule_id, profile) if t.name in profile.own or t.source == DEFAULT]
    if not profile.extends:
        says = [t.says for t in _timed(rule_id, profile)]
    if rule_id in profile.rules and (rule_id in profile.own or not profile.extends):
        says.append(profile.rules[rule_id])
    if rule_id in QUORUM:
        says.append(_quorum(profile.quorum))
    if rule_id in ("QUO-06", "OUT-03"):
        says += _inquorate(profile)
    named = profile.complaints_procedure != COMPLAINTS
    words = {
        "REG-03": f"{profile.keeper}." if profile.keeper else "",
        "DIS-04": profile.complaints,
        "DIS-07": profile.family_review,
        "DIS-11": f"What follows is {profile.complaints_procedure}." if named else "",
    }
    says += [words[rule_id]] if words.get(rule_id) else []
    return list(dict.fromkeys(says))


def _timed(rule_id: str, profile: Profile) -> list[Clock | LocalLimit]:
    every: list[Clock | LocalLimit] = [*profile.clocks.values(), *profile.limits.values()]
    return [each for each in every if each.rule == rule_id]


def _taken_over(rule_id: str, profile: Profile) -> list[Clock | LocalLimit]:
    return [t for t in _timed(rule_id, profile) if t.name not in profile.own and t.source != DEFAULT]


def _quorum(rule: QuorumRule) -> str:
    """The quorum in words: who makes one, and when the chair may go ahead without."""
    if not rule.core:
        return (
            f"{rule.distinct} agencies make a quorum, {rule.discretion} at the chair's discretion, when "
            f"{rule.condition}; never {rule.never} alone."
        )
    relevant = f" {', '.join(rule.relevant)} where relevant." if rule.relevant else ""
    return (
        f"A quorum needs {', '.join(rule.core)} and others who work with the family.{relevant} With "
        f"{rule.discretion} agencies or more the chair may go ahead exceptionally, when {rule.condition}; "
        f"never with {rule.never} alone."
    )


def _inquorate(profile: Profile) -> list[str]:
    """What a meeting that went ahead without a quorum can't do here."""
    says = [] if profile.inquorate_twice else ["No two meetings in a row go ahead without a quorum."]
    if not profile.inquorate_can_remove:
        says.append("A meeting without a quorum never takes a name off the register.")
    return says
