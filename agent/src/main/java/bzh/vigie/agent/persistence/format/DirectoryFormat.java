package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.directory.DefaultGrants;
import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Domain;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.directory.RightsAbove;
import bzh.vigie.agent.directory.SchemaNames;
import bzh.vigie.agent.directory.Sysvol;
import bzh.vigie.agent.directory.TierZero;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Sid;
import java.util.Set;

/**
 * How objects of a directory are asked for and understood. It asks, and says what it found; any answer gives a result. A new kind is one
 * more implementation, named in the catalogue.
 */
public non-sealed interface DirectoryFormat extends Parser {
    /** Classes of objects of which a change makes it be read again before everything is. */
    Set<String> classes();

    /**
     * Reads what there is.
     *
     * @throws Refused where the server does not answer a question; what was found before stands
     */
    void read(Pass pass) throws Refused;

    /**
     * What a question, or several, are answered with.
     *
     * @param <T> what that is
     */
    @FunctionalInterface
    interface Asking<T> {
        /** Asks. */
        T ask() throws Refused;
    }

    /** One reading of a directory. */
    interface Pass {
        Domain domain();

        SchemaNames names();

        DefaultGrants defaults();

        RightsAbove above();

        /**
         * Who holds the domain by membership or right, looked up once over a connection; where there are more than are taken, that is said.
         *
         * @throws Refused where the server does not answer
         */
        TierZero tierZero() throws Refused;

        /** Hands on what is found. */
        void ask(Query query, Directory.Each each) throws Refused;

        /**
         * What several places need, asked for once over a connection.
         *
         * @param kind class of it, of which there is one
         */
        <T> T once(Class<T> kind, Asking<T> asking) throws Refused;

        /** Who that is: what the directory calls it where it knows it, the SID, and whether it is a group or an account that is switched off. */
        String who(Sid sid) throws Refused;

        /** Whether the directory knows that whoever it is may not log on. */
        boolean isOff(Sid sid) throws Refused;

        /** Something is there, of that object. */
        void found(Entry entry, Draft draft);

        /**
         * What the controllers share.
         *
         * @throws Refused where it is not reached
         */
        Sysvol sysvol() throws Refused;

        /** Something is there, of that file: what the draft runs is looked for among the shared files. */
        void found(Sysvol.File file, Draft draft);

        /** Something of a file could not be understood. */
        void malformed(Sysvol.File file);

        /** Something told of a folder stands on files that could not be read: it is neither gone nor other than before. */
        void partlyUnreadable(Sysvol.File folder);

        /** A file could not be read. */
        void unreadable(Sysvol.File file, Reading.Refused<?> why);

        /** There is more than is taken: anything may have been there before that is found later. */
        void tooMany();

        /** Something was left out that matters less: what is not found may still be there, what is found is new. */
        void leftOut();

        /** What is found from now on matters less, and is left out where there is too much. */
        void othersFollow();

        /** Of one object there is more than is taken: others are not concerned. */
        void tooMany(Entry entry);

        /** Something of an object could not be understood. */
        void malformed(Entry entry);

        /** Nothing of an object may be read by the computer that items are made of. */
        void unreadable(Entry entry);

        /**
         * Something of an object may not be read, of which items are told all the same.
         *
         * @param unread itself, or another one that is told with it
         */
        void partlyUnreadable(Entry entry, Entry unread);
    }
}
