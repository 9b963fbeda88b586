package bzh.vigie.agent.windows.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An element of an XML document.
 *
 * @param name without its namespace
 * @param attributes by name without namespace
 * @param children the elements directly inside
 * @param text what stands directly inside, blanks at its ends gone
 */
public record Element(String name, Map<String, String> attributes, List<Element> children, String text) {
    public Element {
        attributes = Map.copyOf(attributes);
        children = List.copyOf(children);
    }

    /** The first child of that name. */
    public Optional<Element> child(String wanted) {
        return children.stream().filter(c -> c.name.equalsIgnoreCase(wanted)).findFirst();
    }

    /** The children of that name. */
    public List<Element> children(String wanted) {
        return children.stream().filter(c -> c.name.equalsIgnoreCase(wanted)).toList();
    }

    /** The text of the first child of that name, or of the first child of that one, and so on; empty if there is none. */
    public String text(String... path) {
        Optional<Element> at = Optional.of(this);
        for (String step : path) {
            at = at.flatMap(e -> e.child(step));
        }
        return at.map(Element::text).orElse("");
    }

    /** An attribute, its name in any case; empty if there is none. */
    public String attribute(String wanted) {
        String exact = attributes.get(wanted);
        if (exact != null) {
            return exact;
        }
        return attributes.entrySet().stream()
                .filter(e -> e.getKey().equalsIgnoreCase(wanted))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /** The elements of that name at any depth, itself included, in order. */
    public List<Element> all(String wanted) {
        List<Element> found = new ArrayList<>();
        collect(wanted, found);
        return found;
    }

    private void collect(String wanted, List<Element> found) {
        if (name.equalsIgnoreCase(wanted)) {
            found.add(this);
        }
        children.forEach(c -> c.collect(wanted, found));
    }
}
