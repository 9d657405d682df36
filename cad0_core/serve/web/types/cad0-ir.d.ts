export * from "./types/ir/index";
