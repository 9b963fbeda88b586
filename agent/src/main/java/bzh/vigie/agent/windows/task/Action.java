package bzh.vigie.agent.windows.task;

import bzh.vigie.text.LetterCase;
import java.util.List;
import java.util.Locale;

/** What a task does (MS-TSCH 2.5.7). Texts as they are stored, environment variables not expanded; empty where there is none. */
public sealed interface Action {
    /** It in one line. */
    String text();

    /** Whether it does the same, whatever it is called: both stores of a task hold it. */
    default boolean isSame(Action other) {
        return LetterCase.same(text().strip(), other.text().strip());
    }

    /** Starts a program. */
    record Execute(String command, String arguments, String workingDirectory) implements Action {
        @Override
        public String text() {
            return arguments.isBlank() ? command.strip() : command.strip() + " " + arguments.strip();
        }
    }

    /**
     * Calls a COM class.
     *
     * @param classId in braces and lower case
     */
    record ComHandler(String classId, String data) implements Action {
        public ComHandler {
            classId = classId.strip().toLowerCase(Locale.ROOT);
        }

        @Override
        public String text() {
            return data.isBlank() ? classId : classId + " " + data.strip();
        }
    }

    /** Sends a mail; no Windows since 8 does it any more. */
    record SendEmail(String server, String from, String to, String subject, List<String> attachments)
            implements Action {
        public SendEmail {
            attachments = List.copyOf(attachments);
        }

        @Override
        public String text() {
            return "mail to " + to + " by " + server + ": " + subject + " " + String.join(" ", attachments);
        }
    }

    /** Shows a window with a text; no Windows since 8 does it any more. */
    record ShowMessage(String title, String body) implements Action {
        @Override
        public String text() {
            return "message " + title + ": " + body;
        }
    }
}
