package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.host.AccessList;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft.Run;
import java.util.List;

/**
 * How a file of one kind is understood. Pure and total: any bytes give a result, what is not understood is counted. A new
 * format is one more implementation, named in the catalogue.
 */
public non-sealed interface Format extends Parser {
    /** What the file would run. */
    Parsed parse(SourceFile file);

    /** Whether files of this kind are written by the machine itself, so that no package ever owns them. */
    default boolean isOfTheMachine() {
        return false;
    }

    /** Whether a file of this status is of this kind at all; others are passed over, and nothing is said of them. */
    default boolean concerns(Status status) {
        return true;
    }

    /** The same, where the name says more. */
    default boolean concerns(HostPath path, Status status) {
        return concerns(status);
    }

    /** Whether files that give capabilities are of this kind, whatever their status. */
    default boolean concernsCapabilities() {
        return false;
    }

    /** Whether files and directories are of this kind for what an access control list grants, whatever their status. */
    default boolean concernsAccess(HostPath path, AccessList access) {
        return false;
    }

    /** Whether {@link #concernsAccess} is to be asked. */
    default boolean asksForAccess() {
        return false;
    }

    /** Whether directories that places name are themselves read; their content is not. */
    default boolean concernsDirectories() {
        return false;
    }

    /**
     * What is given as the source of the file's items: its path, or for what changes all the time, such as numbers of
     * processes, a text that stays. Items of one site with the same source and name are then one.
     */
    default String source(SourceFile file) {
        return file.path().text();
    }

    /** Whether the content is needed; where not, {@link SourceFile#text} is empty. */
    default boolean needsContent(SourceFile file) {
        return true;
    }

    /** Whether the text in a compiled program counts; where not, such a file is {@link #program}. */
    default boolean looksIntoPrograms() {
        return false;
    }

    /** A file of this place that is no text but a program: one item, known by its digest. */
    default Parsed program(SourceFile file) {
        return Parsed.of(List.of(Draft.of(file.name(), "", new Run.Itself())), 0);
    }
}
