export * from "./types/inference/index";
