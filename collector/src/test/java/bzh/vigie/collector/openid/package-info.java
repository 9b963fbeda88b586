@org.jspecify.annotations.NullMarked
package bzh.vigie.collector.openid;
