package bzh.vigie.collector.console.route;

import bzh.vigie.event.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The files that a browser loads beside a page: all of them from this program. Their address has a digest of what is in them, so
 * that a browser may keep them. Thread-safe.
 */
public final class Assets {
    private static final String BEFORE = "/static/";

    /** By name: the type and where it stands in the program. */
    private static final Map<String, Asset> ALL = load(Map.of(
            "vigie.css", new Place("text/css; charset=utf-8", "/bzh/vigie/collector/console/static/vigie.css"),
            "vigie.js", new Place("text/javascript; charset=utf-8", "/bzh/vigie/collector/console/static/vigie.js"),
            "vigie.svg", new Place("image/svg+xml", "/bzh/vigie/collector/console/static/vigie.svg"),
            "htmx.js",
                    new Place(
                            "text/javascript; charset=utf-8",
                            "/META-INF/resources/webjars/htmx.org/2.0.8/dist/htmx.min.js.gz")));

    private record Place(String type, String resource) {}

    /** A file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Asset(String type, byte[] bytes, String path) {}

    private Assets() {}

    private static Map<String, Asset> load(Map<String, Place> places) {
        Map<String, Asset> all = new HashMap<>();
        places.forEach((name, place) -> {
            byte[] bytes = bytes(place.resource());
            String digest = Sha256.over(bytes).hex().substring(0, 16);
            all.put(name, new Asset(place.type(), bytes, BEFORE + digest + "/" + name));
        });
        return Map.copyOf(all);
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + resource);
            }
            return resource.endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String path(String name) {
        return Optional.ofNullable(ALL.get(name)).orElseThrow().path();
    }

    /** The file with this name and digest. */
    public static Optional<Asset> find(String digest, String name) {
        return Optional.ofNullable(ALL.get(name)).filter(asset -> asset.path().equals(BEFORE + digest + "/" + name));
    }
}
