package bzh.vigie.agent;

import bzh.vigie.agent.identity.Enrolment;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.transport.LinkException;
import bzh.vigie.enrol.InvalidToken;
import bzh.vigie.text.Printable;
import bzh.vigie.text.RefusalText;
import bzh.vigie.v1.EnrolRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the last attempt to enrol ended, where it did not end well: {@code last-enrolment} in the state folder, so that {@code status}
 * and the page for everybody can say why. Never the token. A line of the outcome, its reason and detail, then one per collector that
 * could not be asked, of its address, kind and detail; tabs between.
 *
 * @param outcome what it came to
 * @param reason name of an {@link EnrolRefusal} or an {@link InvalidToken.Flaw}; empty for others
 * @param detail what was met or said, fit for a terminal; may be empty
 */
record LastEnrolment(Outcome outcome, String reason, String detail, List<Attempt> attempts) {
    private static final String FILE = "last-enrolment";
    private static final int MAX_BYTES = 16 * 1024;
    private static final int MOST_ATTEMPTS = 8;
    private static final int LONGEST = 300;

    LastEnrolment {
        attempts = List.copyOf(attempts);
        if (outcome == Outcome.FLAWED) {
            InvalidToken.Flaw ignored = InvalidToken.Flaw.valueOf(reason);
        } else if (outcome == Outcome.DECLINED) {
            EnrolRefusal ignored = EnrolRefusal.valueOf(reason);
        }
    }

    /** What an attempt came to. */
    enum Outcome {
        FLAWED,
        DECLINED,
        UNUSABLE,
        UNHEARD
    }

    /** One collector that could not be asked. */
    record Attempt(String collector, LinkException.Kind kind, String detail) {}

    /** Keeps how an attempt ended; one that ended well leaves nothing. */
    static void keep(StateFolder state, Enrolment.Outcome outcome) throws IOException {
        switch (outcome) {
            case Enrolment.Outcome.Done ignored -> erase(state);
            case Enrolment.Outcome.Declined declined ->
                new LastEnrolment(Outcome.DECLINED, declined.reason().name(), declined.detail(), List.of())
                        .write(state);
            case Enrolment.Outcome.Unusable unusable ->
                new LastEnrolment(Outcome.UNUSABLE, "", unusable.why(), List.of()).write(state);
            case Enrolment.Outcome.Unreachable unreachable ->
                new LastEnrolment(
                                Outcome.UNHEARD,
                                "",
                                "",
                                unreachable.attempts().stream()
                                        .limit(MOST_ATTEMPTS)
                                        .map(each ->
                                                new Attempt(each.collector().toString(), each.kind(), each.detail()))
                                        .toList())
                        .write(state);
        }
    }

    /** Keeps that what was given is no token. */
    static void keep(StateFolder state, InvalidToken.Flaw flaw) throws IOException {
        new LastEnrolment(Outcome.FLAWED, flaw.name(), "", List.of()).write(state);
    }

    static void erase(StateFolder state) throws IOException {
        Files.deleteIfExists(state.file(FILE));
    }

    private void write(StateFolder state) throws IOException {
        StringBuilder text = new StringBuilder();
        line(text, outcome.name(), reason, detail);
        attempts.forEach(each -> line(text, each.collector(), each.kind().name(), each.detail()));
        state.writeLightly(FILE, text.toString());
    }

    private static void line(StringBuilder text, String... words) {
        // No tab and no end of a line is left in what is printable.
        text.append(Printable.line(words[0], LONGEST))
                .append('\t')
                .append(Printable.line(words[1], LONGEST))
                .append('\t')
                .append(Printable.line(words[2], LONGEST))
                .append('\n');
    }

    /** The last one that did not end well; empty where there is none, or what is there is not understood. */
    static Optional<LastEnrolment> read(StateFolder state) throws IOException {
        return state.read(FILE, MAX_BYTES).flatMap(LastEnrolment::parse);
    }

    private static Optional<LastEnrolment> parse(String text) {
        try {
            List<String> lines = text.lines().toList();
            String[] first = words(lines.isEmpty() ? "" : lines.getFirst());
            List<Attempt> attempts = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] each = words(line);
                attempts.add(new Attempt(each[0], LinkException.Kind.valueOf(each[1]), each[2]));
            }
            return Optional.of(new LastEnrolment(Outcome.valueOf(first[0]), first[1], first[2], attempts));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String[] words(String line) {
        String[] words = line.split("\t", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException("three words a line");
        }
        return words;
    }

    /** What it is to somebody who is no technician. */
    Plain plain() {
        return switch (outcome) {
            case FLAWED -> Plain.TOKEN_FLAWED;
            case UNUSABLE -> Plain.ENROLMENT_UNUSABLE;
            case UNHEARD -> Plain.ENROLMENT_UNHEARD;
            case DECLINED ->
                switch (EnrolRefusal.valueOf(reason)) {
                    case ENROL_REFUSAL_TOO_MANY, ENROL_REFUSAL_FAILED, ENROL_REFUSAL_WAITING_FOR_APPROVAL ->
                        Plain.ENROLMENT_WAITS;
                    case ENROL_REFUSAL_TOKEN_UNKNOWN,
                            ENROL_REFUSAL_TOKEN_EXPIRED,
                            ENROL_REFUSAL_TOKEN_USED_UP,
                            ENROL_REFUSAL_TOKEN_REVOKED,
                            ENROL_REFUSAL_BAD_REQUEST,
                            ENROL_REFUSAL_HOST_REVOKED,
                            ENROL_REFUSAL_HOST_QUARANTINED,
                            ENROL_REFUSAL_OTHER_COMMUNE,
                            ENROL_REFUSAL_UNSPECIFIED,
                            UNRECOGNIZED -> Plain.ENROLMENT_REFUSED;
                };
        };
    }

    /** What to tell a technician, of one line; empty where each attempt says it. */
    String why(Words words) {
        return switch (outcome) {
            case FLAWED -> words.of(InvalidToken.Flaw.valueOf(reason));
            case DECLINED ->
                words.say("enrol.refused", words.of(EnrolRefusal.valueOf(reason)))
                        + (detail.isEmpty() ? "" : " " + RefusalText.say(detail, words.locale()));
            case UNUSABLE -> words.say("enrol.unusable", words.detail(detail));
            case UNHEARD -> "";
        };
    }
}
