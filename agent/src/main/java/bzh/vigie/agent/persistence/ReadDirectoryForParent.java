package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.Domain;
import bzh.vigie.agent.directory.KeptBytes;
import bzh.vigie.agent.directory.KeptMemory;
import bzh.vigie.agent.directory.KeptNames;
import bzh.vigie.agent.directory.Sysvol;
import bzh.vigie.agent.host.HangingCalls;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.SharedFolder;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The process that reads a directory for the agent ({@link DirectoryWire}): it is asked until its input ends. Used by one thread. */
public final class ReadDirectoryForParent {
    private final DataInputStream in;
    private final DataOutputStream out;
    private final KeptBytes.Held names;
    private final Sysvol.Memory memory;
    private final DirectorySurvey survey;
    private final InstantSource clock;
    private final Map<String, Site> sites;

    private ReadDirectoryForParent(
            Machine machine,
            DirectoryInventory.Connecting connecting,
            InstantSource clock,
            DataInputStream in,
            DataOutputStream out)
            throws IOException {
        this.in = in;
        this.out = out;
        this.clock = clock;
        this.names = new KeptBytes.Held(SiteWire.bytes(in, KeptNames.MOST));
        this.memory = KeptMemory.read(SiteWire.bytes(in, KeptMemory.MOST), System::nanoTime, clock);
        boolean filesHang = in.readBoolean();
        GettingOn gettingOn = new GettingOn(this::getsOn, System::nanoTime);
        Function<Domain, Reading<SharedFolder>> folders = domain -> filesHang
                ? Reading.refused(
                        ReasonCode.TIMED_OUT, SourceText.detail("sysvol-hangs", DirectorySurvey.HANGING.toMinutes()))
                : SysvolPlace.of(machine, domain).then(folder -> Reading.found(gettingOn.over(folder)));
        this.survey = new DirectorySurvey(
                () -> gettingOn.over(connecting.connect()),
                folders,
                new HangingCalls(DirectorySurvey.FILES, DirectorySurvey.HANGING),
                new KeptNames(names)::of,
                memory);
        this.sites = survey.sites().stream()
                .collect(Collectors.toUnmodifiableMap(site -> site.location().id(), Function.identity()));
    }

    /**
     * Answers until there is nothing more to answer.
     *
     * @param machine of which nothing is read but, where it has them, the files that controllers share
     * @param clock the machine's wall clock
     * @throws IOException where the other side is gone or does not say what it should
     */
    public static void serve(
            Machine machine,
            DirectoryInventory.Connecting connecting,
            InstantSource clock,
            InputStream from,
            OutputStream to)
            throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to));
        // Before anything is looked at that came of a controller: what ends it from here on may be that.
        out.writeByte(DirectoryWire.RUNS);
        out.flush();
        ReadDirectoryForParent serving = new ReadDirectoryForParent(
                machine, connecting, clock, new DataInputStream(new BufferedInputStream(from)), out);
        try {
            serving.serve();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            serving.survey.rest();
        }
    }

    private interface Answer {
        void write() throws IOException;
    }

    /** Between two of what is said: a call to shared files that was left alone may get on at any time. */
    private void say(Answer answer) throws IOException {
        synchronized (out) {
            answer.write();
            out.flush();
        }
    }

    private void getsOn() {
        try {
            say(() -> out.writeByte(DirectoryWire.ALIVE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() throws IOException {
        for (int asked = in.read(); asked >= 0; asked = in.read()) {
            switch (asked) {
                case DirectoryWire.PLAN -> plan();
                case DirectoryWire.READ -> read(SiteWire.text(in, SiteWire.MAX_TEXT));
                case DirectoryWire.CHANGED -> changed(in.readLong());
                case DirectoryWire.ACCOUNTS -> accounts(DirectoryWire.readSince(in));
                case DirectoryWire.KEPT -> kept();
                default -> throw new StreamCorruptedException("an unknown request");
            }
        }
    }

    private interface Asked {
        Answer ask() throws Refused;
    }

    /** Says what was asked for, or why not. */
    private void answer(Asked asked) throws IOException {
        Answer answer;
        try {
            answer = asked.ask();
        } catch (Refused e) {
            answer = refused(DirectoryReader.unread(e));
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            answer = refused(new Reading.Refused<>(
                    ReasonCode.FAILED,
                    SourceText.detail("persistence-failed", e.getClass().getSimpleName())));
        }
        say(answer);
    }

    private Answer refused(Reading.Refused<?> why) {
        return () -> DirectoryWire.writeRefused(why, out);
    }

    private void plan() throws IOException {
        answer(() -> {
            survey.plan();
            Optional<DirectoryReader.Answering> answering = survey.domain();
            if (answering.isEmpty()) {
                return refused(survey.unread());
            }
            List<String> others = survey.others();
            return () -> DirectoryWire.writeConnected(answering.get(), others, out);
        });
    }

    private void read(String location) throws IOException {
        Site site = sites.get(location);
        if (site == null) {
            throw new StreamCorruptedException("an unknown location");
        }
        SiteReading reading;
        try {
            reading = survey.read(site);
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // One location must not end the reading of all; its status says that it could not be read.
            reading = SiteReading.unreadable(
                    ReasonCode.FAILED,
                    SourceText.detail("location-failed", e.getClass().getSimpleName()));
        }
        SiteReading said = reading;
        say(() -> DirectoryWire.writeReading(said, survey.trouble(), out));
    }

    private void changed(long since) throws IOException {
        answer(() -> {
            Set<Site.Name> changed = survey.changed(since);
            return () -> DirectoryWire.writeChanged(changed, out);
        });
    }

    private void accounts(OptionalLong since) throws IOException {
        boolean[] hasEnded = {false};
        try {
            boolean ignored = survey.accounts(since, () -> false, (accounts, end) -> {
                hasEnded[0] |= end.isPresent();
                try {
                    say(() -> DirectoryWire.writePart(accounts, end, out));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            System.getLogger(getClass().getName()).log(System.Logger.Level.ERROR, "reading accounts failed", e);
        }
        if (!hasEnded[0]) {
            say(() -> DirectoryWire.writePart(List.of(), Optional.of(ReasonCode.FAILED), out));
        }
    }

    private void kept() throws IOException {
        byte[] learnt = names.changed().orElse(new byte[0]);
        byte[] looked = survey.hasSeenFiles() ? KeptMemory.written(memory, clock) : new byte[0];
        say(() -> {
            out.writeByte(DirectoryWire.KEPT);
            SiteWire.bytes(learnt, out);
            SiteWire.bytes(looked, out);
        });
    }
}
