package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Packages;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Packages.Packaged;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which package files came with, and whether they still are as it shipped them: content and, where an item is about them,
 * rights. Of a link, the file it leads to, which is how links that packages' scripts make (alternatives, enabled units) get an
 * owner. Used by one thread.
 */
final class Origins {
    private static final int SPECIAL = 06000;

    /** Where packages' scripts put copies, and of what: a copy counts as its original while it is the same. */
    private static final Map<HostPath, HostPath> COPIES =
            Map.of(HostPath.of("/usr/lib/cups/backend"), HostPath.of("/usr/lib/cups/backend-available"));

    /** What the machine makes itself of what packages shipped: no package has it, and nothing says what it should be. */
    private static final List<Site.Pattern> MADE_HERE = Stream.of(
                    "/boot/initrd*",
                    "/boot/initramfs*",
                    "/boot/grub/*.cfg",
                    "/boot/grub2/*.cfg",
                    "/boot/grub/*/core.*",
                    "/boot/grub2/*/core.*")
            .map(text -> Site.Pattern.of(text).orElseThrow())
            .toList();

    /** Scripts that a program of a package writes when it is configured, and that program: console-setup's setupcon(1). */
    private static final Map<Site.Pattern, HostPath> WRITTEN = Map.of(
            Site.Pattern.of("/etc/console-setup/cached_setup_*.sh").orElseThrow(), HostPath.of("/usr/bin/setupcon"));

    /** A line that such a program puts together: a command on the console with quoted arguments. */
    private static final Pattern CONSOLE = Pattern.compile(
            "(?:setfont|loadkeys|kbd_mode|setmetamode|printf)(?: '[^']{1,200}'){1,4}(?: > '/dev/null')?|stty -?iutf8|");

    private static final int LARGEST_SCRIPT = 1 << 20;

    private final Files files;
    private final Packages packages;
    private final FileHashes hashes;

    Origins(Files files, Packages packages, FileHashes hashes) {
        this.files = files;
        this.packages = packages;
        this.hashes = hashes;
    }

    /** A package, empty for none, and how the file stands against it. */
    record Origin(String packageName, Shipped shipped) {
        static final Origin UNKNOWN = new Origin("", Shipped.UNKNOWN);

        /** Together with what it would run: as packaged only where both are, and of the package of what would run. */
        Origin running(Origin other) {
            String owner = other.packageName().isEmpty() ? packageName : other.packageName();
            for (Shipped worse : List.of(Shipped.UNOWNED, Shipped.MODIFIED, Shipped.UNKNOWN)) {
                if (shipped == worse || other.shipped() == worse) {
                    return new Origin(owner, worse);
                }
            }
            return new Origin(owner, Shipped.AS_PACKAGED);
        }
    }

    /** SHA-256 of a file, links followed. */
    Optional<Sha256> sha256(HostPath path) {
        return hashes.sha256(path, () -> packages.packaged(real(path)).content());
    }

    /** Likeness of a program, links followed ({@link ProgramLikeness}). */
    String likeness(HostPath path) {
        return hashes.likeness(path);
    }

    /**
     * Of a file by itself.
     *
     * @param withRights setuid, setgid and capabilities have to be as shipped too
     */
    Origin of(HostPath path, boolean withRights) {
        Origin origin = now(path, withRights);
        // An upgrade writes files before its database: what looks odd is looked at again where that has changed.
        boolean odd = origin.shipped() == Shipped.UNOWNED
                || origin.shipped() == Shipped.MODIFIED
                || (origin.shipped() == Shipped.UNKNOWN && !origin.packageName().isEmpty());
        return odd && packages.recheck() ? now(path, withRights) : origin;
    }

    /** The digest that the package has of a file which is as it shipped it; empty for every other. */
    Optional<Checksum> shipped(HostPath path, boolean withRights) {
        HostPath file = real(path);
        if (packages.owner(file).ifKnown().filter(name -> !name.isEmpty()).isEmpty()) {
            return Optional.empty();
        }
        Packaged packaged = packages.packaged(file);
        return packaged.content()
                .filter(content -> hashes.matches(file, content).orElse(false))
                .filter(content -> !withRights || sameRights(packaged, file));
    }

    private Origin now(HostPath path, boolean withRights) {
        HostPath real = real(path);
        boolean regular = files.status(real)
                .ifFound()
                .filter(status -> status.kind() == Kind.REGULAR)
                .isPresent();
        // A link to what is no file, such as a masked unit, is itself what was shipped or not.
        HostPath file = regular ? real : path;
        return switch (packages.owner(file)) {
            case Observed.Missed<String> ignored -> Origin.UNKNOWN;
            case Observed.Known<String> known
            when known.value().isEmpty() ->
                original(file)
                        .map(original -> now(original, withRights))
                        .or(() -> written(file))
                        .orElseGet(() -> unowned(file));
            case Observed.Known<String> known ->
                new Origin(
                        known.value(), regular ? against(packages.packaged(file), file, withRights) : Shipped.UNKNOWN);
        };
    }

    private static Origin unowned(HostPath file) {
        boolean made = MADE_HERE.stream().anyMatch(pattern -> pattern.isOf(file));
        return made ? Origin.UNKNOWN : new Origin("", Shipped.UNOWNED);
    }

    /** As its package's program writes it, line by line. */
    private Optional<Origin> written(HostPath file) {
        Optional<HostPath> writer = WRITTEN.entrySet().stream()
                .filter(each -> each.getKey().isOf(file))
                .map(Map.Entry::getValue)
                .findFirst();
        Optional<Origin> owner =
                writer.map(program -> now(program, false)).filter(each -> each.shipped() == Shipped.AS_PACKAGED);
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        Set<String> lines =
                lines(writer.get()).map(line -> line.replace("\\$", "$")).collect(Collectors.toSet());
        boolean all = lines(file)
                .allMatch(line -> lines.contains(line) || CONSOLE.matcher(line).matches());
        return all && !lines.isEmpty() ? owner : Optional.empty();
    }

    private Stream<String> lines(HostPath file) {
        return files.read(file, LARGEST_SCRIPT).ifFound().stream()
                .flatMap(content -> HostText.content(content.bytes()).lines())
                .map(String::strip);
    }

    /** A copy may have another name. */
    private Optional<HostPath> original(HostPath copy) {
        return Optional.ofNullable(COPIES.get(copy.parent()))
                .flatMap(originals -> files.list(originals)
                        .ifFound()
                        .flatMap(entries -> entries.stream()
                                .map(Files.Entry::path)
                                .filter(each -> sameContent(copy, each))
                                .findFirst()));
    }

    /** Whether both are there and have the same content. */
    boolean sameContent(HostPath one, HostPath other) {
        Optional<Sha256> content = sha256(other);
        return content.isPresent() && content.equals(sha256(one));
    }

    private Shipped against(Packaged packaged, HostPath file, boolean withRights) {
        Optional<Boolean> sameContent = packaged.content().flatMap(shipped -> hashes.matches(file, shipped));
        if (sameContent.isEmpty()) {
            return Shipped.UNKNOWN;
        }
        return sameContent.get() && (!withRights || sameRights(packaged, file))
                ? Shipped.AS_PACKAGED
                : Shipped.MODIFIED;
    }

    private boolean sameRights(Packaged packaged, HostPath file) {
        int mode = files.status(file).ifFound().map(Status::mode).orElse(0);
        Capabilities capabilities = files.capabilities(file).ifFound().orElse(Capabilities.NONE);
        boolean withoutMore = (mode & SPECIAL & ~packaged.mode().orElse(0)) == 0;
        boolean known = packaged.capabilities().isPresent();
        return withoutMore
                && (capabilities.equals(Capabilities.NONE)
                        || (known && capabilities.equals(packaged.capabilities().get())));
    }

    private HostPath real(HostPath path) {
        return files.resolve(path).ifFound().orElse(path);
    }
}
