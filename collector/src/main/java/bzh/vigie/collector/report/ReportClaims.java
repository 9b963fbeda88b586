package bzh.vigie.collector.report;

import java.util.List;

/** Names of what a report claims, as they are signed and as {@code report verify} says them. They never change. */
public final class ReportClaims {
    public static final String KIND = "kind";
    public static final String TITLE = "title";
    public static final String INCIDENT = "incident";
    public static final String COMMUNES = "communes";
    public static final String FROM = "from";
    public static final String TO = "to";
    public static final String MADE = "made";
    public static final String AUTHOR = "author";
    public static final String LANGUAGE = "language";
    public static final String COLLECTOR = "collector-version";
    /** The word of the incident's conclusion, or {@value #INTERIM}. */
    public static final String CONCLUSION = "conclusion";

    /** What an analyst said of it: signed, refused or reopened, the word, when, by whom; unsigned where nobody did, empty without a conclusion. */
    public static final String SIGNED = "conclusion-signed";

    /** No conclusion has been computed: the report says what was seen and what was watched, and nothing that follows from it. */
    public static final String INTERIM = "interim";

    /** The line of an anchor of the ledger: its head when the report was made. */
    public static final String LEDGER = "ledger-anchor";

    /** Whether the ledger held when it was verified for the report: true or false. */
    public static final String LEDGER_SOUND = "ledger-sound";

    /** All of them, in the order in which they are told. */
    public static final List<String> ALL = List.of(
            KIND,
            TITLE,
            INCIDENT,
            COMMUNES,
            FROM,
            TO,
            MADE,
            AUTHOR,
            COLLECTOR,
            LANGUAGE,
            CONCLUSION,
            SIGNED,
            LEDGER_SOUND,
            LEDGER);

    private ReportClaims() {}
}
