// What a called function is named by.
import type { Expression, PrivateIdentifier, Super } from "acorn";

/** @returns the last part of it; empty where it has no name */
export function nameOf(callee: Expression | Super | PrivateIdentifier): string {
  if (callee.type === "MemberExpression") return nameOf(callee.property);
  return callee.type === "Identifier" || callee.type === "PrivateIdentifier" ? callee.name : "";
}
