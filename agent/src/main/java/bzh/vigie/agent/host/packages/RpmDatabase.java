package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Packages.Packaged;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.text.SourceText;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** rpm's database in any of its three formats, in either of its two places; the newest format counts. */
final class RpmDatabase implements PackageDatabase {
    private record Place(HostPath file, RpmStore store) {}

    private static final List<HostPath> DIRECTORIES =
            List.of(HostPath.of("/usr/lib/sysimage/rpm"), HostPath.of("/var/lib/rpm"));
    private static final OpenFile NO_LOG = new OpenFile() {
        @Override
        public Status status() {
            return new Status(Kind.REGULAR, 0, 0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public int read(long at, byte[] into) {
            return 0;
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    private final Files files;
    private final Kept<RpmHeader> headers = new Kept<>(RpmHeader::size);
    private Optional<Place> place = Optional.empty();

    RpmDatabase(Files files) {
        this.files = files;
    }

    @Override
    public Optional<?> state() {
        for (HostPath directory : DIRECTORIES) {
            for (Place candidate : List.of(
                    new Place(directory.child("rpmdb.sqlite"), new RpmSqlite()),
                    new Place(directory.child("Packages.db"), new RpmNdb()),
                    new Place(directory.child("Packages"), new RpmBerkeley()))) {
                Optional<Status> status = files.status(candidate.file()).ifFound();
                if (status.isPresent()) {
                    place = Optional.of(candidate);
                    return Optional.of(List.of(status.get(), files.status(log(candidate))));
                }
            }
        }
        place = Optional.empty();
        return Optional.empty();
    }

    @Override
    public Optional<String> read(PathIndex.Builder into) {
        headers.clear();
        return place.flatMap(from -> {
            long[] damaged = {0};
            Reading<Long> told = with(
                    from,
                    (file, log) -> from.store()
                            .each(
                                    file,
                                    log,
                                    (at, blob) -> RpmHeader.parse(blob)
                                            .filter(header -> !header.name().isEmpty())
                                            .ifPresentOrElse(
                                                    header -> {
                                                        if (into.begin(
                                                                new InstalledPackage(this, header.name(), "", at))) {
                                                            header.paths(into);
                                                        }
                                                    },
                                                    () -> damaged[0]++)));
            return switch (told) {
                case Found<Long> found ->
                    found.value() < 0
                            ? Optional.of(SourceText.detail(
                                    "packages-no-database", from.file().text()))
                            : found.value() + damaged[0] == 0
                                    ? Optional.empty()
                                    : Optional.of(SourceText.detail(
                                            "packages-damaged", from.file().text(), found.value() + damaged[0]));
                case Refused<Long> refused -> Optional.of(refused.detail());
                case Reading.Absent<Long> ignored -> Optional.empty();
            };
        });
    }

    @Override
    public List<Sought> sought(HostPath path) {
        return MergedNames.withOneProgramDirectory(path).stream()
                .map(Sought::anywhere)
                .toList();
    }

    @Override
    public Packaged packaged(InstalledPackage owner, HostPath listed) {
        return headers.get(owner, this::header)
                .map(header -> header.packaged(listed.bytes()))
                .orElse(Packaged.UNKNOWN);
    }

    private Optional<RpmHeader> header(InstalledPackage of) {
        return place.flatMap(from -> with(from, (file, log) -> from.store().one(file, log, of.at()))
                        .ifFound()
                        .flatMap(blob -> blob))
                .flatMap(RpmHeader::parse);
    }

    private <T> Reading<T> with(Place from, BiFunction<OpenFile, OpenFile, T> use) {
        return files.open(from.file()).then(file -> {
            OpenFile log = files.open(log(from)).ifFound().orElse(NO_LOG);
            try (file;
                    log) {
                return Reading.found(use.apply(file, log));
            }
        });
    }

    private static HostPath log(Place of) {
        return of.file().parent().child(of.file().nameText() + "-wal");
    }
}
